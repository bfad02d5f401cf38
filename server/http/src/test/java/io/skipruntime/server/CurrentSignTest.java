package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.ServerOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the server says that a client has what the service has. */
final class CurrentSignTest {

  private static final List<String> SIGN = List.of(": current");
  private static final List<String> OPENING = List.of(": signs current", "retry: 2000");

  private final TestServer server =
      new TestServer(ServerOptions.defaults().withHeartbeatMillis(50));

  @AfterEach
  void close() {
    server.close();
  }

  private void write(String entries) {
    assertThat(server.patch("/v1/inputs/texts", entries).statusCode()).isEqualTo(200);
  }

  @Test
  void newStream_isSaidToBeCurrent_afterItsFirstEvent_andNotAgain() {
    try (EventReader events = server.subscribe("texts", "{}")) {
      assertThat(events.anyBlock()).isEqualTo(OPENING);
      assertThat(events.anyBlock()).contains("event: init");
      assertThat(events.anyBlock()).isEqualTo(SIGN);
      write("[[\"a\",[\"x\"]]]");
      assertThat(events.next().name()).isEqualTo("update");
      assertThat(events.anyBlock()).containsExactly(":");
    }
  }

  @Test
  void resumedStream_isSaidToBeCurrent_atOnceIfItLacksNothing_elseAfterTheUpdate() {
    String path = "/v1/streams/" + server.openStream("texts", "{}");
    String id;
    try (EventReader events = server.follow(path)) {
      id = "Last-Event-ID: " + events.next().id();
    }
    try (EventReader events = server.follow(path, id)) {
      assertThat(events.anyBlock()).isEqualTo(OPENING);
      assertThat(events.anyBlock()).isEqualTo(SIGN);
    }
    write("[[\"a\",[\"x\"]]]");
    try (EventReader events = server.follow(path, id)) {
      assertThat(events.anyBlock()).isEqualTo(OPENING);
      assertThat(events.anyBlock()).contains("event: update");
      assertThat(events.anyBlock()).isEqualTo(SIGN);
    }
  }

  @Test
  void streamOfAFailedResource_isNotSaidToBeCurrent_untilItHasRecovered() {
    String zoe = "[[9,[{\"name\":\"Zoe\",\"active\":true,\"friends\":[1]}]]]";
    server.patch("/v1/inputs/users", zoe);
    String path = "/v1/streams/" + server.openStream("active_friends", "9");
    try (EventReader events = server.follow(path)) {
      final String id = "Last-Event-ID: " + events.next().id();
      assertThat(events.anyBlock()).isEqualTo(SIGN);
      server.patch("/v1/inputs/users", "[[9,[]]]");
      assertThat(events.next().name()).isEqualTo("error");
      assertThat(events.anyBlock()).containsExactly(":");
      try (EventReader late = server.follow(path, id)) {
        assertThat(late.next().name()).isEqualTo("error");
        assertThat(late.anyBlock()).containsExactly(":");

        server.patch("/v1/inputs/users", zoe);
        for (EventReader each : List.of(events, late)) {
          assertThat(each.next().name()).isEqualTo("init");
          assertThat(each.anyBlock()).isEqualTo(SIGN);
        }
      }
    }
  }
}
