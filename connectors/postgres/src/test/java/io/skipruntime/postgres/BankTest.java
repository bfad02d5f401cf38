package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.Persistence;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The total of all accounts is the same in every event, while clients move money between two tables
 * and connections, server and service are killed. {@code -Dskip.postgres.transfers=100000} and
 * {@code -Dskip.postgres.kills=1000} are the long forms; with {@code -Dskip.postgres.minutes=60}
 * server, service and connections are killed for an hour.
 */
class BankTest {

  private static final long TRANSFERS = Long.getLong("skip.postgres.transfers", 3_000);
  private static final int KILLS = Integer.getInteger("skip.postgres.kills", 6);
  private static final long MINUTES = Long.getLong("skip.postgres.minutes", 0);
  private static final long SEED = Long.getLong("skip.postgres.seed", System.nanoTime());

  @TempDir private Path directory = Path.of("");
  private final Server server = Server.start();
  private final Database database = server.database();
  private final SplittableRandom random = new SplittableRandom(SEED);

  @BeforeEach
  void create() {
    System.err.println("skip.postgres.seed=" + SEED);
    Bank.create(database);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void terminateConnections() {
    database.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND pid <> pg_backend_pid() AND random() < 0.5");
  }

  private void requireSame(PostgresService postgres, ServiceInstance service) throws Exception {
    for (String table : List.of("checking", "saving")) {
      service.instantiateResource(UUID.randomUUID().toString(), "rows", table);
    }
    postgres
        .awaitCommitted(database.ask("SELECT pg_current_wal_insert_lsn()"))
        .toCompletableFuture()
        .get(90, TimeUnit.SECONDS);
    for (String table : List.of("checking", "saving")) {
      assertThat(TableService.rows(service, table)).isEqualTo(database.rows(table, "id"));
    }
  }

  private static void requireConstant(Totals totals) {
    assertThat(totals.seen()).isNotEmpty().allMatch(List.of(Bank.TOTAL)::equals);
  }

  @Test
  void everyEvent_hasTheSameTotal_whenConnectionsAreKilled() throws Exception {
    PostgresService postgres = new PostgresService(database.options());
    try (ServiceInstance service = ServiceInstance.start(new TableService(postgres));
        Totals totals = new Totals(service);
        Bank bank = new Bank(database, 4, TRANSFERS, SEED)) {
      for (int i = 0; i < KILLS; i++) {
        long goal = TRANSFERS * (i + 1) / (KILLS + 2);
        Until.holds("transfers go on", () -> bank.done() >= goal);
        terminateConnections();
      }
      bank.await();
      assertThat(bank.done()).isGreaterThanOrEqualTo(TRANSFERS - 4L * KILLS);
      requireSame(postgres, service);
      requireConstant(totals);
    }
    Until.holds("no slot is left", () -> database.slots() == 0);
  }

  @Test
  void tables_areWhatSelectShows_whenServerServiceAndConnectionsAreKilled() throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    for (int i = 0; i < KILLS || System.nanoTime() < end; i++) {
      try (Bank bank = new Bank(database, 2, Long.MAX_VALUE / 2, random.nextLong())) {
        PostgresService postgres = new PostgresService(database.options().withSlot("skip_bank"));
        try (ServiceInstance service =
                ServiceInstance.start(
                    new TableService(postgres),
                    EngineOptions.defaults()
                        .withPersistence(Persistence.in(directory).withProgramVersion("1")));
            Totals totals = new Totals(service)) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(500)));
          switch (i % 3) {
            case 0 -> terminateConnections();
            case 1 -> server.crash();
            default -> server.restart();
          }
          bank.end();
          bank.await();
          requireSame(postgres, service);
          requireConstant(totals);
        }
      }
      assertThat(database.slots()).isLessThanOrEqualTo(1);
    }
    Until.holds(
        "the slot can be dropped",
        () -> database.ask("SELECT active FROM pg_replication_slots").equals("f"));
    database.run("SELECT pg_drop_replication_slot('skip_bank')");
    assertThat(database.slots()).isZero();
    assertThat(database.ask("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"))
        .isEqualTo("0");
    assertThat(database.ask("SELECT string_agg(pubname, ',') FROM pg_publication"))
        .isEqualTo("skip");
  }
}
