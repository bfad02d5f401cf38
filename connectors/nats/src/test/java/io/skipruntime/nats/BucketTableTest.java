package io.skipruntime.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValuePurgeOptions;
import io.skipruntime.ExternalResource;
import io.skipruntime.connect.shared.RunningServer;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.journal.Persistence;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is special about buckets as collections. */
final class BucketTableTest {

  private static final String ROWS = "rows";

  @RegisterExtension
  static final RunningServer<NatsServer> server = new RunningServer<>(NatsServer::launch);

  private final List<Followed> opened = new ArrayList<>();

  @TempDir private Path directory = Path.of("");

  private static Bucket bucket() {
    return new Bucket(server.get(), "items");
  }

  @BeforeEach
  void create() throws Exception {
    bucket().create();
  }

  @AfterEach
  void close() throws Exception {
    opened.forEach(Followed::close);
    server.get().clear();
  }

  private Followed follow(BucketTable table, EngineOptions options, Class<?> values) {
    Followed followed =
        new Followed(
            new NatsService(server.get().options().withTimeoutMillis(500), Map.of(ROWS, table)),
            options.withIdleMillis(1_000_000),
            ExternalResource.of("nats", ROWS, String.class, values));
    opened.add(followed);
    return followed;
  }

  private Followed follow(String name) {
    return follow(BucketTable.of(name), EngineOptions.defaults(), Json.class);
  }

  private EngineOptions persistent() {
    return EngineOptions.defaults()
        .withPersistence(Persistence.in(directory).withProgramVersion("1"));
  }

  private void stop(Followed followed) {
    opened.remove(followed);
    followed.close();
  }

  @Test
  void bucketsOfThousands_areReadInPages_andFollowedInPages() throws Exception {
    putThousands(2_500);
    Followed followed = follow(BucketTable.of("items"), EngineOptions.defaults(), Long.class);
    assertThat(followed.service().getAll(ROWS, Followed.NO_PARAMS)).hasSize(2_500);
    putThousands(4_000);
    followed.until(() -> followed.service().getAll(ROWS, Followed.NO_PARAMS).size() == 4_000);
    followed.until(() -> followed.status(ROWS).lag().filter(lag -> lag.amount() == 0).isPresent());
  }

  private void putThousands(int count) throws Exception {
    bucket()
        .run((KeyValue target) -> {
          for (int i = 0; i < count; i++) {
            target.put("k" + i, count);
          }
          return count;
        });
  }

  @Test
  void bucketThatIsGone_leavesTheRows_untilItIsMadeAgain() throws Exception {
    bucket().put("a", "1");
    Followed followed = follow("items");
    followed.becomes(ROWS, "\"a\"=1");
    bucket().remove();
    followed.becomesStale(ROWS, "there is no bucket items");
    assertThat(followed.entries(ROWS)).isEqualTo("\"a\"=1");
    bucket().create();
    bucket().put("b", "2");
    followed.becomes(ROWS, "\"b\"=2");
    followed.becomesLive(ROWS);
  }

  @Test
  void purgedKey_isGone() throws Exception {
    bucket().put("a.b", "1");
    bucket().put("c", "{\"d\":[2]}");
    Followed followed = follow("items");
    followed.becomes(ROWS, "\"a.b\"=1 \"c\"={\"d\":[2]}");
    bucket()
        .run((KeyValue target) -> {
          target.purge("a.b");
          return "";
        });
    followed.becomes(ROWS, "\"c\"={\"d\":[2]}");
  }

  @Test
  void deletionsThatTheBucketHasForgotten_areNoticed_afterALongAbsence() throws Exception {
    bucket().put("a", "1");
    bucket().put("b", "2");
    BucketTable table = BucketTable.of("items").withMarkersKeptMillis(1);
    Followed before = follow(table, persistent(), Json.class);
    before.becomes(ROWS, "\"a\"=1 \"b\"=2");
    stop(before);
    bucket().delete("a");
    bucket()
        .run((KeyValue target) -> {
          target.purgeDeletes(
              KeyValuePurgeOptions.builder().deleteMarkersThreshold(Duration.ofMillis(-1)).build());
          return "";
        });
    follow(table, persistent(), Json.class).becomes(ROWS, "\"b\"=2");
  }

  @Test
  void bucketWithATimeToLive_isRefused() throws Exception {
    server
        .get()
        .run(connection ->
            connection
                .keyValueManagement()
                .create(
                    KeyValueConfiguration.builder()
                        .name("short")
                        .ttl(Duration.ofMinutes(1))
                        .build()));
    assertThatThrownBy(() -> follow("short").entries(ROWS))
        .hasMessageContaining("has a time to live");
  }

  @Test
  void serverThatDoesNotAnswer_isNoticed_andDoesNotHoldUpAClose() throws Exception {
    bucket().put("a", "1");
    Followed followed = follow("items");
    Followed other = follow("items");
    followed.becomes(ROWS, "\"a\"=1");
    other.becomes(ROWS, "\"a\"=1");
    server.get().silence(true);
    try {
      stop(other);
      followed.becomesStale(ROWS, "NATS cannot be reached");
    } finally {
      server.get().silence(false);
    }
    bucket().put("b", "2");
    followed.becomes(ROWS, "\"a\"=1 \"b\"=2");
    followed.becomesLive(ROWS);
  }

  @Test
  void namesAndAddressesThatAreNone_areRefused() {
    assertThatThrownBy(() -> BucketTable.of("a b")).hasMessageContaining("letters, digits");
    assertThatThrownBy(() -> NatsOptions.of(" ")).hasMessageContaining("at least one server");
    assertThatThrownBy(() -> NatsOptions.of("nats://ann:hushed@localhost"))
        .hasMessageContaining("withCredentials")
        .hasMessageNotContaining("hushed");
  }
}
