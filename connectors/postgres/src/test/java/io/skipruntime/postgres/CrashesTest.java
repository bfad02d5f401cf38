package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.journal.Persistence;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No commit is shown twice or out of order when the server crashes, which forgets what it was told
 * last of the slot. {@code -Dskip.postgres.crashes=20} is the long form.
 */
class CrashesTest {

  private static final int CRASHES = Integer.getInteger("skip.postgres.crashes", 2);
  private static final int EVENTS = 50;

  @TempDir private Path directory = Path.of("");
  private final List<Long> seen = new CopyOnWriteArrayList<>();

  /** Counts, each time in a transaction of its own, until it is told to end. */
  private static void count(Database database, AtomicBoolean isEnded) {
    while (!isEnded.get()) {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        while (!isEnded.get()) {
          statement.execute("UPDATE counters SET value = value + 1");
        }
      } catch (SQLException crashed) {
        Thread.onSpinWait();
      }
    }
  }

  private void take(Subscription subscription) {
    for (Optional<CollectionUpdate<Json, Json>> update = subscription.poll();
        update.isPresent();
        update = subscription.poll()) {
      for (Entry<Json, Json> entry : update.get().values()) {
        entry
            .values()
            .forEach(row -> seen.add(Long.parseLong(row.asObject().get("value").toString())));
      }
    }
  }

  @Test
  void events_neitherRepeatNorGoBack_whenTheServerCrashes() {
    try (Server server = Server.start()) {
      Database database = server.database();
      database.run(
          "CREATE TABLE counters (id int PRIMARY KEY, value bigint)",
          "INSERT INTO counters VALUES (1, 0)",
          "CREATE PUBLICATION skip FOR TABLE counters");
      PostgresService postgres = new PostgresService(database.options().withSlot("skip_crashes"));
      AtomicBoolean isEnded = new AtomicBoolean();
      try (ServiceInstance service =
          ServiceInstance.start(
              new TableService(postgres),
              EngineOptions.defaults()
                  .withPersistence(Persistence.in(directory).withProgramVersion("1")))) {
        service.instantiateResource("a", "rows", "counters");
        Thread writer = Thread.ofVirtual().start(() -> count(database, isEnded));
        try (Subscription subscription = service.subscribe("a", Optional.empty(), () -> {})) {
          for (int i = 0; i < CRASHES; i++) {
            awaitEvents(subscription);
            server.crash();
          }
          awaitEvents(subscription);
          isEnded.set(true);
          Sessions.joinQuietly(writer);
          database.awaitShown(postgres);
          take(subscription);
        } finally {
          isEnded.set(true);
        }
      }
      assertThat(seen).isSorted().doesNotHaveDuplicates();
      assertThat(database.ask("SELECT value FROM counters")).isEqualTo(seen.getLast().toString());
    }
  }

  private void awaitEvents(Subscription subscription) {
    int goal = seen.size() + EVENTS;
    Until.holds(
        "commits are shown",
        () -> {
          take(subscription);
          return seen.size() >= goal;
        });
  }
}
