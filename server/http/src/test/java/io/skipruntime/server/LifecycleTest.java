package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.ConnectException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LifecycleTest {

  private static final int LARGE = 8 << 20;

  @Test
  void delete_endsTheStreamsOfAnIdentifier_andNoOthers() {
    try (TestServer server = new TestServer()) {
      String uuid = server.openStream("texts", "{}");
      try (EventReader one = server.follow("/v1/streams/" + uuid);
          EventReader two = server.follow("/v1/streams/" + uuid);
          EventReader other = server.subscribe("texts", "{}")) {
        one.next();
        two.next();
        other.next();

        assertThat(server.delete("/v1/streams/" + uuid).statusCode()).isEqualTo(200);

        assertThat(one.block()).isEmpty();
        assertThat(two.block()).isEmpty();
        assertThat(server.get(server.streaming("/v1/streams/" + uuid)).statusCode()).isEqualTo(404);
        server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
        assertThat(other.next().data()).isEqualTo("[[\"a\",[\"x\"]]]");
      }
    }
  }

  @Test
  void streamNobodyFollows_isCollected_whenItsTimeIsOver() {
    AtomicLong millis = new AtomicLong(1_000_000);
    InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    EngineOptions engine = EngineOptions.defaults().withIdleMillis(20).withClock(clock);
    try (TestServer server = new TestServer(ServerOptions.defaults().withEngine(engine))) {
      final long nodes = server.metric("skip_nodes");
      String never = server.openStream("active_friends", "0");
      String followed = server.openStream("active_friends", "1");
      try (EventReader events = server.follow("/v1/streams/" + followed)) {
        events.next();
        millis.addAndGet(19);
        try (EventReader early = server.follow("/v1/streams/" + never)) {
          assertThat(early.status()).isEqualTo(200);
        }
        Wait.until(() -> server.metric("skip_subscribers") == 1);
        Wait.until(() -> {
          millis.addAndGet(20);
          return isGone(server, never);
        });
        server.patch("/v1/inputs/groups", "[[1002,[]]]");
        assertThat(events.next().name()).isEqualTo("update");
      }
      Wait.until(() -> server.metric("skip_subscribers") == 0);
      Wait.until(() -> {
        millis.addAndGet(20);
        return server.metric("skip_nodes") == nodes;
      });
    }
  }

  private static boolean isGone(TestServer server, String uuid) {
    try (EventReader events = server.follow("/v1/streams/" + uuid)) {
      return events.status() == 404;
    }
  }

  @Test
  void close_tellsStreamsWhenToComeBack_andEndsThem() {
    TestServer server = new TestServer();
    try (EventReader events = server.subscribe("texts", "{}")) {
      events.next();
      server.server().close();

      List<String> last = events.block();
      assertThat(last).hasSize(1);
      assertThat(last.get(0)).matches("retry: [1-4][0-9]{3}");
      assertThat(events.block()).isEmpty();
    }
    assertThatThrownBy(() -> server.get(server.control("/healthz")))
        .hasCauseInstanceOf(ConnectException.class);
    server.close();
  }

  @Test
  void close_endsAllThreads() throws Exception {
    List<Thread> before = List.copyOf(Thread.getAllStackTraces().keySet());
    TestServer server = new TestServer();
    try (EventReader events = server.subscribe("texts", "{}")) {
      events.next();
      server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
      events.next();
    }
    server.close();

    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && !thread.isDaemon()) {
        thread.join(20_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void close_waitsForAStreamThatIsNotRead_onlyForAWhile() {
    TestServer server = new TestServer();
    try (EventReader slow = notRead(server)) {
      long start = System.nanoTime();
      server.close();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(8));
      assertThatThrownBy(slow::next).hasMessageContaining("reset");
    }
  }

  @Test
  void close_letsAStreamHaveWhatItIsReading() throws Exception {
    TestServer server = new TestServer();
    try (EventReader slow = notRead(server)) {
      Thread closing = Thread.ofVirtual().start(server::close);
      Wait.until(() -> slow.next().data().length() > LARGE);
      assertThat(slow.block()).singleElement().asString().startsWith("retry: ");
      assertThat(slow.block()).isEmpty();
      closing.join();
    }
  }

  /** A stream with a large event, of which the client has read the beginning of the answer only. */
  private static EventReader notRead(TestServer server) {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"" + "x".repeat(LARGE) + "\"]]]");
    String path = "/v1/streams/" + server.openStream("texts", "{}");
    EventReader slow = new EventReader(server.server().streamingPort(), 4096, path);
    assertThat(slow.status()).isEqualTo(200);
    return slow;
  }
}
