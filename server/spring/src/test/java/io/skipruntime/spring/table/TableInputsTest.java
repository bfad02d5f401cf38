package io.skipruntime.spring.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.WiringException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.Wait;
import io.skipruntime.spring.SkipTable;
import io.skipruntime.spring.autoconfigure.Applications;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** An input that is a table has its rows, and follows them. */
class TableInputsTest {

  record Bid(String item, long amount) {}

  record Inputs(
      @SkipTable EagerCollection<Long, Bid> placedBids, EagerCollection<String, Long> minimums) {}

  record Shared(EagerCollection<String, Long> highest) {}

  /** The highest bids of a table. */
  static final class Auction implements SkipService<Inputs, Shared> {
    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(
          in.placedBids()
              .mapReduce(
                  (id, bids, out) -> bids.forEach(bid -> out.emit(bid.item(), bid.amount())),
                  Reducers.max()));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("highest", (shared, context) -> shared.highest());
    }
  }

  @Configuration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Auction auction() {
      return new Auction();
    }
  }

  record Nameless(@SkipTable("no table") EagerCollection<Long, Bid> bids) {}

  /** A service whose table cannot be. */
  static final class Misnamed implements SkipService<Nameless, Nameless> {
    @Override
    public Nameless createGraph(Nameless in, Context context) {
      return in;
    }

    @Override
    public Resources<Nameless> resources() {
      return Resources.empty();
    }
  }

  private static void follow(ConfigurableApplicationContext context) {
    ServiceInstance service = context.getBean(ServiceInstance.class);
    JdbcTemplate database = context.getBean(JdbcTemplate.class);
    assertThat(service.inputNames()).containsExactly("minimums");
    Wait.until(() -> service.getAll("highest").equals(List.of(Entry.of("vase", 3L))));
    context
        .getBean(TransactionTemplate.class)
        .executeWithoutResult(status -> {
          database.update("INSERT INTO placed_bids VALUES (2, 'vase', 5), (3, 'lamp', 1)");
          database.update("DELETE FROM placed_bids WHERE id = 1");
        });
    List<Entry<String, Long>> expected = List.of(Entry.of("lamp", 1L), Entry.of("vase", 5L));
    Wait.until(() -> service.getAll("highest").equals(expected));
    assertThat(service.sourceStatuses())
        .extracting(SourceStatus::state)
        .containsExactly(SourceStatus.State.LIVE);
  }

  @Test
  void tableOfAnyDatabase_isPolled() {
    try (ConfigurableApplicationContext context =
        Applications.start(
            Application.class,
            "skip.server=none",
            "skip.tables.interval-seconds=0.05",
            "spring.sql.init.schema-locations=classpath:table/schema.sql",
            "spring.datasource.url=jdbc:h2:mem:tables")) {
      follow(context);
    }
  }

  @Test
  void tableOfPostgres_followsItsLog_whenReplicationIsAskedFor() throws IOException {
    try (EmbeddedPostgres postgres = startPostgres();
        ConfigurableApplicationContext context =
            Applications.start(
                Application.class,
                "skip.server=none",
                "skip.tables.replication=true",
                "spring.sql.init.mode=always",
                "spring.sql.init.schema-locations=classpath:table/schema.sql,classpath:table/publication.sql",
                "spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "spring.datasource.username=postgres")) {
      follow(context);
    }
  }

  private static EmbeddedPostgres startPostgres() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
    } catch (IOException | RuntimeException e) {
      return Assumptions.abort("PostgreSQL cannot be started here: " + e);
    }
  }

  @Test
  void nameThatIsNoTable_isRefused() {
    assertThatThrownBy(() -> TableInput.of(new Misnamed()))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining(
            "@SkipTable on Nameless.bids: \"no table\" is not the name of a table");
  }
}
