package io.skipruntime.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.spring.BidsService;
import io.skipruntime.spring.BidsService.Bid;
import io.skipruntime.spring.SkipInput;
import io.skipruntime.spring.SkipResource;
import io.skipruntime.spring.autoconfigure.Applications;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes in a transaction are one commit of the service, after the database's and in its order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionalWritesTest {

  /** A bean that writes to a database and to the service. */
  static class Auction {

    private final JdbcTemplate database;
    private final SkipInput<String, Bid> bids;

    Auction(JdbcTemplate database, SkipInput<String, Bid> bids) {
      this.database = database;
      this.bids = bids;
    }

    @Transactional
    public void bid(String id, String item, long... amounts) {
      for (long amount : amounts) {
        database.update("INSERT INTO bids (amount) VALUES (?)", amount);
        assertThat(bids.put(id, new Bid(item, amount))).isEmpty();
        if (amount < 0) {
          throw new IllegalArgumentException("a bid must be above 0");
        }
      }
    }
  }

  @Configuration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    BidsService bidsService() {
      return new BidsService();
    }

    @Bean
    Auction auction(JdbcTemplate database, SkipInput<String, Bid> bids) {
      return new Auction(database, bids);
    }

    @Bean
    Beans beans(SkipInput<String, Bid> bids, SkipResource<String, Long> highest) {
      return new Beans(bids, highest);
    }
  }

  record Beans(SkipInput<String, Bid> bids, SkipResource<String, Long> highest) {}

  private ConfigurableApplicationContext context;
  private Auction auction;
  private SkipInput<String, Bid> bids;
  private SkipResource<String, Long> highest;
  private JdbcTemplate database;
  private TransactionTemplate transactions;

  @BeforeAll
  void start() {
    context =
        Applications.start(
            Application.class,
            "skip.server=none",
            "spring.datasource.url=jdbc:h2:mem:transactions",
            "spring.main.banner-mode=off");
    auction = context.getBean(Auction.class);
    bids = context.getBean(Beans.class).bids();
    highest = context.getBean(Beans.class).highest();
    database = context.getBean(JdbcTemplate.class);
    transactions = context.getBean(TransactionTemplate.class);
    database.execute("CREATE TABLE bids (amount BIGINT NOT NULL)");
    database.execute("CREATE TABLE counters (id INT PRIMARY KEY, amount BIGINT NOT NULL)");
    database.execute("INSERT INTO counters VALUES (1, 0)");
  }

  @AfterAll
  void end() {
    context.close();
  }

  @BeforeEach
  void clear() {
    bids.getAll().forEach(each -> bids.delete(each.key()));
    database.execute("DELETE FROM bids");
  }

  private long rows() {
    return database.queryForList("SELECT amount FROM bids").size();
  }

  @Test
  void writesOfATransaction_areOneCommit_whenItCommits() {
    List<CollectionUpdate<String, Long>> updates = new ArrayList<>();
    try (SkipResource.Following following = highest.follow(updates::add)) {
      assertThat(following).isNotNull();
      auction.bid("a", "vase", 3, 5, 4);
      assertThat(updates).hasSize(2);
      assertThat(updates.getLast().values()).containsExactly(Entry.of("vase", 4L));
      assertThat(rows()).isEqualTo(3);
    }
  }

  @Test
  void writesOfATransaction_areDropped_whenItRollsBack() {
    assertThatThrownBy(() -> auction.bid("a", "vase", 3, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(rows()).isZero();
    assertThat(bids.getAll()).isEmpty();
    auction.bid("b", "vase", 2);
    assertThat(highest.get("vase")).containsExactly(2L);
  }

  @Test
  void writes_areNotShown_beforeTheTransactionCommits() {
    transactions.executeWithoutResult(status -> {
      bids.put("a", new Bid("vase", 3));
      assertThat(bids.getAll()).isEmpty();
    });
    assertThat(bids.getAll()).hasSize(1);
  }

  @Test
  void entryOfAnotherType_isRefusedInTheTransaction() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // what a caller without types could do
    SkipInput<Object, Object> untyped = (SkipInput) bids;
    assertThatThrownBy(() ->
            transactions.executeWithoutResult(status -> {
              database.update("INSERT INTO bids (amount) VALUES (1)");
              untyped.put(7, "no bid");
            }))
        .isInstanceOf(InvalidInputException.class);
    assertThat(rows()).isZero();
  }

  @Test
  void writesSinceASavepoint_areDropped_whenItIsRolledBackTo() {
    transactions.executeWithoutResult(status -> {
      bids.put("a", new Bid("vase", 3));
      Object savepoint = status.createSavepoint();
      bids.put("b", new Bid("vase", 9));
      status.rollbackToSavepoint(savepoint);
      bids.put("c", new Bid("lamp", 1));
    });
    assertThat(bids.getAll()).extracting(Entry::key).containsExactly("a", "c");
  }

  @Test
  void innerTransaction_isACommitOfItsOwn() {
    TransactionTemplate inner =
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    inner.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
    assertThatThrownBy(() ->
            transactions.executeWithoutResult(status -> {
              bids.put("outer", new Bid("vase", 3));
              inner.executeWithoutResult(other -> bids.put("inner", new Bid("vase", 1)));
              assertThat(bids.getAll()).extracting(Entry::key).containsExactly("inner");
              throw new IllegalStateException("the outer one fails");
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(bids.getAll()).extracting(Entry::key).containsExactly("inner");
  }

  @Test
  void writes_areMade_whenAnotherSynchronizationMakesThemAfterTheCommit() {
    transactions.executeWithoutResult(status ->
        TransactionSynchronizationManager.registerSynchronization(
            new TransactionSynchronization() {
              @Override
              public void afterCommit() {
                bids.put("late", new Bid("vase", 3));
              }
            }));
    assertThat(bids.getAll()).extracting(Entry::key).containsExactly("late");
  }

  @Test
  void transactionsOnOneRow_takeEffectInTheOrderOfTheDatabase() throws Exception {
    int threads = 8;
    int rounds = 40;
    List<Long> seen = java.util.Collections.synchronizedList(new ArrayList<>());
    try (SkipResource.Following following =
            highest.follow(update -> update.values().forEach(each -> seen.addAll(each.values())));
        ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      assertThat(following).isNotNull();
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> futures = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        futures.add(
            workers.submit(() -> {
              start.await();
              for (int round = 0; round < rounds; round++) {
                increment();
              }
              return null;
            }));
      }
      start.countDown();
      for (Future<?> future : futures) {
        future.get();
      }
      assertThat(seen).hasSize(threads * rounds).isSorted();
    }
  }

  private void increment() {
    transactions.executeWithoutResult(status -> {
      database.update("UPDATE counters SET amount = amount + 1 WHERE id = 1");
      Long amount = database.queryForObject("SELECT amount FROM counters WHERE id = 1", Long.class);
      bids.put("counter", new Bid("counter", amount == null ? 0 : amount));
    });
  }
}
