package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Values;
import io.skipruntime.engine.ServiceInstance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The server is answered while the service takes in a commit, however long that takes. */
class SlowServiceTest {

  /** More than the server waits for an answer. */
  private static final long TAKEN_NANOS = Duration.ofSeconds(4).toNanos();

  /** A title, after a while if it is a long one. */
  record Read() implements Mapper<Long, PostsService.Post, Long, String> {
    @Override
    public void mapEntry(Long id, Values<PostsService.Post> post, Emitter<Long, String> out) {
      String title = post.getUnique().title();
      long end = System.nanoTime() + (title.equals("long") ? TAKEN_NANOS : 0);
      while (System.nanoTime() - end < 0) {
        Thread.onSpinWait();
      }
      out.emit(id, title);
    }
  }

  @Test
  void connection_stays_whenACommitTakesLong() {
    try (Server server = Server.start()) {
      Database database = server.database();
      database.run(
          "ALTER SYSTEM SET wal_sender_timeout = '2s'",
          "SELECT pg_reload_conf()",
          "CREATE TABLE posts (id bigint PRIMARY KEY, title text)",
          "CREATE PUBLICATION skip FOR TABLE posts");
      PostgresService postgres = new PostgresService(database.options());
      try (ServiceInstance service =
          ServiceInstance.start(new PostsService<>(postgres, new Read()))) {
        service.instantiateResource("a", "posts", "posts");
        String connection = walSender(database);
        assertThat(connection).isNotEmpty();
        database.run(
            "INSERT INTO posts VALUES (1, 'long')", "INSERT INTO posts VALUES (2, 'short')");
        database.awaitShown(postgres);
        assertThat(service.getAll("posts", "posts")).hasSize(2);
        assertThat(walSender(database)).isEqualTo(connection);
      }
    }
  }

  private static String walSender(Database database) {
    return database.ask("SELECT pid FROM pg_stat_replication WHERE application_name = 'skip'");
  }
}
