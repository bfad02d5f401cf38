package starter;

import io.skipruntime.Entry;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.TestedStream;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class StarterServiceTest {

  @Test
  void changedVote_counts_whereItIsNow() throws Exception {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
        Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute(Files.readString(Path.of("database/schema.sql")));
      String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
      try (TestedService service =
          TestedService.start(new StarterService(PostgresOptions.of(url, "postgres", "")))) {
        TestedStream<String, Long> counts = service.<String, Long>resource("counts").subscribe();
        counts.assertInit(Entry.of("coffee", 1L), Entry.of("tea", 1L));
        sql.execute("UPDATE votes SET choice = 'tea' WHERE voter = 'bob'");
        counts.await().assertUpdate(Entry.deleted("coffee"), Entry.of("tea", 2L));
      }
    }
  }
}
