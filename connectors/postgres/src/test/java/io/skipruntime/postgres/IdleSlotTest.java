package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.Persistence;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slot keeps no log of the server for tables that are idle, whatever else is written. */
class IdleSlotTest {

  private static final int WRITTEN_MIB = Integer.getInteger("skip.idleSlotMib", 100);
  private static final long KEPT_BYTES = 32L << 20;

  @TempDir private Path directory = Path.of("");

  @Test
  void log_isNotKept_whenOthersWrite() {
    try (Server server = Server.start()) {
      Database database = server.database();
      Database other = server.database();
      database.run(
          "CREATE TABLE posts (id bigint PRIMARY KEY)",
          "CREATE TABLE unrelated (text text)",
          "CREATE PUBLICATION skip FOR TABLE posts");
      other.run("CREATE TABLE unrelated (text text)");
      try (ServiceInstance service =
          ServiceInstance.start(
              new TableService(new PostgresService(database.options().withSlot("skip_idle"))),
              EngineOptions.defaults()
                  .withPersistence(Persistence.in(directory).withProgramVersion("1")))) {
        service.instantiateResource("a", "rows", "posts");
        write(database);
        write(other);
        Until.asserted(() -> {
          database.run("CHECKPOINT");
          assertThat(
                  Long.parseLong(
                      database.ask(
                          "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), restart_lsn)::bigint"
                              + " FROM pg_replication_slots WHERE slot_name = 'skip_idle'")))
              .isLessThan(KEPT_BYTES);
        });
      }
    }
  }

  private static void write(Database database) {
    database.run(
        "INSERT INTO unrelated SELECT repeat(md5(i::text), 32) FROM generate_series(1, %d) i"
            .formatted(WRITTEN_MIB / 2 * 1024));
  }
}
