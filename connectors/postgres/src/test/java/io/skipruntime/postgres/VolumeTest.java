package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Values;
import io.skipruntime.engine.ServiceInstance;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * What a service has no room for stays with the server: memory does not grow while it is behind.
 * {@code -Dskip.postgres.behind=100000} is the long form, of that many commits.
 */
class VolumeTest {

  private static final int COMMITS = Integer.getInteger("skip.postgres.behind", 4_000);
  private static final long COMMIT_BYTES = 16_000;

  /** The most that is held of what was sent, with the buffers of a connection. */
  private static final long MOST_SENT = 40 << 20;

  private static final CountDownLatch GATE = new CountDownLatch(1);

  /** The length of a title; that of the title {@code wait} comes when the gate is open. */
  record Length() implements Mapper<Long, PostsService.Post, Long, Long> {
    @Override
    public void mapEntry(Long id, Values<PostsService.Post> post, Emitter<Long, Long> out) {
      String title = post.getUnique().title();
      if (title.equals("wait")) {
        try {
          GATE.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      out.emit(id, (long) title.length());
    }
  }

  @Test
  void commits_waitAtTheServer_whileTheServiceIsBehind_andAreAllShownInTheEnd() {
    try (Server server = Server.start()) {
      Database database = server.database();
      database.run(
          "CREATE TABLE posts (id bigint PRIMARY KEY, title text)",
          "ALTER TABLE posts ALTER title SET STORAGE EXTERNAL",
          "CREATE PUBLICATION skip FOR TABLE posts");
      PostgresService postgres = new PostgresService(database.options());
      try (ServiceInstance service =
          ServiceInstance.start(new PostsService<>(postgres, new Length()))) {
        service.instantiateResource("a", "posts", "posts");
        String start = database.ask("SELECT pg_current_wal_lsn()");
        database.run(
            "INSERT INTO posts VALUES (0, 'wait')",
            "DO $$ BEGIN FOR i IN 1.."
                + COMMITS
                + " LOOP INSERT INTO posts VALUES (i % 1000 + 1,"
                + " repeat('x', "
                + COMMIT_BYTES
                + ")) ON CONFLICT (id) DO UPDATE SET title ="
                + " repeat('y', "
                + COMMIT_BYTES
                + "); COMMIT; END LOOP; END $$");
        assertThat(number(database, "pg_current_wal_lsn()", start))
            .isGreaterThan(COMMITS * COMMIT_BYTES);
        Until.holds(
            "the server waits for room",
            () ->
                database
                    .ask("SELECT wait_event FROM pg_stat_activity WHERE backend_type = 'walsender'")
                    .equals("WalSenderWriteData"));
        long sent = number(database, "(SELECT sent_lsn FROM pg_stat_replication)", start);
        GATE.countDown();
        assertThat(sent).isLessThan(MOST_SENT);
        database.awaitShown(postgres);
        assertThat(service.getAll("posts", "posts"))
            .hasSize(1 + Math.min(COMMITS, 1000))
            .filteredOn(each -> each.values().getFirst().equals(COMMIT_BYTES))
            .hasSize(Math.min(COMMITS, 1000));
      } finally {
        GATE.countDown();
      }
    }
  }

  private static long number(Database database, String lsn, String start) {
    return Long.parseLong(
        database.ask("SELECT pg_wal_lsn_diff(" + lsn + ", '" + start + "')::int8"));
  }
}
