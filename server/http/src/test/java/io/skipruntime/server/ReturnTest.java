package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.server.EventReader.Event;
import io.skipruntime.server.options.ServerOptions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What those find who come back to a stream after a while, or after a restart. */
final class ReturnTest {

  private static final long IDLE_MILLIS = 1_000;
  private static final long RESUME_MILLIS = 10_000;

  private final AtomicLong millis = new AtomicLong(1_000_000);

  private TestServer start() {
    EngineOptions engine =
        EngineOptions.defaults()
            .withIdleMillis(IDLE_MILLIS)
            .withResumeMillis(RESUME_MILLIS)
            .withClock(() -> Instant.ofEpochMilli(millis.get()));
    return new TestServer(ServerOptions.defaults().withEngine(engine));
  }

  /** Follows a stream for a moment, and leaves it. */
  private static String idOf(TestServer server, String path) {
    String id;
    try (EventReader events = server.follow(path)) {
      id = events.next().id();
    }
    Wait.until(() -> server.metric("skip_subscribers") == 0);
    return "Last-Event-ID: " + id;
  }

  private void awayFor(TestServer server, long duration) {
    millis.addAndGet(duration);
    server.server().instance().collectIdle();
  }

  @Test
  void streamThatWasFollowed_isKeptForTheResumeWindow_andResumed() {
    try (TestServer server = start()) {
      String path = "/v1/streams/" + server.openStream("active_friends", "0");
      String id = idOf(server, path);
      awayFor(server, RESUME_MILLIS - 1);
      server.patch("/v1/inputs/groups", "[[1001,[]]]");
      try (EventReader events = server.follow(path, id)) {
        assertThat(events.next())
            .extracting(Event::name, Event::data)
            .containsExactly("update", "[[1001,[]]]");
      }
      Wait.until(() -> server.metric("skip_subscribers") == 0);
      awayFor(server, RESUME_MILLIS);
      try (EventReader events = server.follow(path, id)) {
        assertThat(events.status()).isEqualTo(404);
      }
    }
  }

  @Test
  void streamThatWasNeverFollowed_isKeptForTheIdleTimeOnly() {
    try (TestServer server = start()) {
      String path = "/v1/streams/" + server.openStream("active_friends", "0");
      awayFor(server, IDLE_MILLIS);
      try (EventReader events = server.follow(path)) {
        assertThat(events.status()).isEqualTo(404);
      }
    }
  }

  @Test
  void resourceThatWasFollowed_isResumedWithinTheWindow() {
    try (TestServer server = start()) {
      String path = "/v1/resources/active_friends?params=0";
      String id = idOf(server, path);
      awayFor(server, RESUME_MILLIS - 1);
      server.patch("/v1/inputs/groups", "[[1001,[]]]");
      try (EventReader events = server.follow(path, id)) {
        assertThat(events.next())
            .extracting(Event::name, Event::data)
            .containsExactly("update", "[[1001,[]]]");
      }
      Wait.until(() -> server.metric("skip_subscribers") == 0);
      awayFor(server, RESUME_MILLIS);
      assertThat(server.server().instance().instanceCount()).isZero();
    }
  }

  @Test
  void newInstanceOfASharedCollection_goesOnWithItsHistory() {
    try (TestServer server = start()) {
      server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]],[\"b\",[\"y\"]]]");
      String path = "/v1/resources/texts";
      String id = idOf(server, path);
      awayFor(server, RESUME_MILLIS + 1);
      assertThat(server.server().instance().instanceCount()).isZero();
      server.patch("/v1/inputs/texts", "[[\"a\",[]]]");
      try (EventReader events = server.follow(path, id)) {
        assertThat(events.next())
            .extracting(Event::name, Event::data)
            .containsExactly("update", "[[\"a\",[]]]");
      }
    }
  }

  @Test
  void streamOfAnEarlierProcess_isToldSo_inAWayThatIsNotFinal() {
    String path;
    try (TestServer server = start()) {
      path = "/v1/streams/" + server.openStream("texts", "{}");
      idOf(server, path);
    }
    try (TestServer server = start();
        EventReader events = server.follow(path)) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.header("Content-Type")).isEqualTo("text/event-stream");
      List<String> opening = events.block();
      assertThat(opening).hasSize(1);
      assertThat(opening.getFirst()).matches("retry: [5-9][0-9]{3}");
      Event event = events.next();
      assertThat(event.name()).isEqualTo("error");
      assertThat(event.data()).contains("\"type\":\"unknown-stream\"", "\"status\":404");
      assertThat(events.anyBlock()).isEmpty();
    }
  }

  @Test
  void streamThatThisProcessHasClosed_isGoneForGood() {
    try (TestServer server = start()) {
      String uuid = server.openStream("texts", "{}");
      assertThat(server.delete("/v1/streams/" + uuid).statusCode()).isEqualTo(200);
      try (EventReader events = server.follow("/v1/streams/" + uuid)) {
        assertThat(events.status()).isEqualTo(404);
      }
    }
  }
}
