package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.EventReader.Event;
import io.skipruntime.server.options.ServerOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StreamingTest {

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private void users(String entries) {
    assertThat(server.patch("/v1/inputs/users", entries).statusCode()).isEqualTo(200);
  }

  private String now() {
    return server.server().instance().watermark().toString();
  }

  @Test
  void stream_ofAFriend_isWhatTheGroupsExampleSays() {
    try (EventReader bob = server.subscribe("active_friends", "0")) {
      assertThat(bob.next()).isEqualTo(new Event("init", now(), "[[1001,[1]]]"));

      users("[[2,[{\"name\":\"Carol\",\"active\":true,\"friends\":[0,1]}]]]");
      assertThat(bob.next()).isEqualTo(new Event("update", now(), "[[1001,[1,2]],[1002,[2]]]"));

      users("[[1,[{\"name\":\"Alice\",\"active\":false,\"friends\":[0,2]}]]]");
      assertThat(bob.next()).isEqualTo(new Event("update", now(), "[[1001,[2]]]"));

      users("[[0,[{\"name\":\"Bob\",\"active\":true,\"friends\":[1,2,3]}]]]");
      assertThat(bob.next()).isEqualTo(new Event("init", now(), "[[1001,[2,3]],[1002,[2]]]"));

      server.patch("/v1/inputs/groups", "[[1002,[{\"name\":\"Group 2\",\"members\":[0,3]}]]]");
      assertThat(bob.next()).isEqualTo(new Event("update", now(), "[[1002,[3]]]"));

      users("[[0,[{\"name\":\"Bob\",\"active\":true,\"friends\":[]}]]]");
      assertThat(bob.next()).isEqualTo(new Event("init", now(), "[]"));

      users("[[0,[{\"name\":\"Bob\",\"active\":true,\"friends\":[2]}]]]");
      assertThat(bob.next()).isEqualTo(new Event("init", now(), "[[1001,[2]]]"));
    }
  }

  @Test
  void stream_hasTheHeadersOfAnEventStream_andSaysRetryFirst() {
    try (EventReader events = server.subscribe("texts", "{}")) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(events.header("Cache-Control")).isEqualTo("no-store");
      assertThat(events.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(events.block()).containsExactly("retry: 2000");
      assertThat(events.block()).containsExactly("event: init", "id: " + now(), "data: []");
    }
  }

  @Test
  void update_hasNoValuesForAKeyThatIsGone_andOneLineForAnyText() {
    try (EventReader events = server.subscribe("texts", "{}")) {
      events.next();
      server.patch("/v1/inputs/texts", "[[\"a\",[\"one\\ntwo\\r\\u2028\"]]]");
      assertThat(events.next().data()).isEqualTo("[[\"a\",[\"one\\ntwo\\r\u2028\"]]]");
      server.patch("/v1/inputs/texts", "[[\"a\",[]]]");
      assertThat(events.next().data()).isEqualTo("[[\"a\",[]]]");
    }
  }

  @Test
  void writeThatChangesNothing_sendsNothing() {
    try (EventReader events = server.subscribe("texts", "{}")) {
      events.next();
      server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
      server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
      server.patch("/v1/inputs/texts", "[[\"b\",[\"y\"]]]");

      StringBuilder all = new StringBuilder();
      while (!all.toString().contains("\"b\"")) {
        all.append(events.next().data());
      }
      assertThat(all.toString().split("\"a\"", -1)).hasSize(2);
    }
  }

  @Test
  void subscribersOfOneStream_getTheSameEvents() {
    String path = "/v1/streams/" + server.openStream("texts", "{}");
    try (EventReader one = server.follow(path);
        EventReader other = server.follow(path)) {
      for (int i = 0; i < 20; i++) {
        Event event = one.next();
        assertThat(other.next()).isEqualTo(event);
        server.patch("/v1/inputs/texts", "[[\"a\",[\"" + i + "\"]]]");
      }
    }
  }

  @Test
  void event_isEncodedOnceForManySubscribers() {
    String path = "/v1/streams/" + server.openStream("texts", "{}");
    List<EventReader> readers =
        java.util.stream.IntStream.range(0, 50).mapToObj(i -> server.follow(path)).toList();
    readers.forEach(EventReader::next);
    long before = server.metric("skip_events_encoded_total");

    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
    readers.forEach(EventReader::next);

    assertThat(server.metric("skip_events_sent_total")).isEqualTo(100);
    assertThat(server.metric("skip_events_encoded_total")).isEqualTo(before + 1);
    readers.forEach(EventReader::close);
  }

  @Test
  void instanceThatFails_sendsAnError_andItsContentsWhenItHasRecovered() {
    users("[[9,[{\"name\":\"Zoe\",\"active\":true,\"friends\":[1]}]]]");
    try (EventReader zoe = server.subscribe("active_friends", "9");
        EventReader bob = server.subscribe("active_friends", "0")) {
      assertThat(zoe.next().data()).isEqualTo("[[1001,[1]]]");
      bob.next();

      users("[[9,[]],[2,[{\"name\":\"Carol\",\"active\":true,\"friends\":[0,1]}]]]");
      Event error = zoe.next();
      assertThat(error.name()).isEqualTo("error");
      assertThat(error.data())
          .contains("\"type\":\"computation-failed\"")
          .contains("\"node\":\"resource active_friends\",")
          .contains("\"key\":9")
          .contains("expected one value for key 9, found none");
      assertThat(bob.next().data()).isEqualTo("[[1001,[1,2]],[1002,[2]]]");
      assertThat(server.post("/v1/snapshot/active_friends", "9").statusCode()).isEqualTo(422);
      assertThat(server.metric("skip_failed_instances")).isEqualTo(1);

      users("[[9,[{\"name\":\"Zoe\",\"active\":true,\"friends\":[2]}]]]");
      assertThat(zoe.next()).isEqualTo(new Event("init", now(), "[[1001,[2]],[1002,[2]]]"));
    }
  }

  @Test
  void silentStream_isSentComments() {
    try (TestServer quick = new TestServer(ServerOptions.defaults().withHeartbeatMillis(20));
        EventReader events = quick.subscribe("texts", "{}")) {
      events.next();
      assertThat(events.block()).containsExactly(":");
      assertThat(events.block()).containsExactly(":");
    }
  }

  @Test
  void resource_isStreamedInOneHop() {
    try (EventReader events = server.follow("/v1/resources/active_friends?params=0")) {
      assertThat(events.next().data()).isEqualTo("[[1001,[1]]]");
      users("[[2,[{\"name\":\"Carol\",\"active\":true,\"friends\":[0,1]}]]]");
      assertThat(events.next().data()).isEqualTo("[[1001,[1,2]],[1002,[2]]]");
    }
  }

  @Test
  void resource_takesParametersByName_stringsThatLookLikeNumbersToo() {
    server.patch("/v1/inputs/texts", "[[\"1\",[\"x\"]],[\"2\",[\"y\"]],[\"3\",[\"z\"]]]");
    try (EventReader events = server.follow("/v1/resources/texts_from?from=2&limit=1")) {
      assertThat(events.next().data()).isEqualTo("[[\"2\",[\"y\"]]]");
    }
    try (EventReader events = server.follow("/v1/resources/texts_from?from=b&limit=x")) {
      assertThat(events.status()).isEqualTo(422);
    }
  }

  @Test
  void goneConnection_givesItsSubscriptionBackAtOnce() {
    EventReader events = server.follow("/v1/resources/texts");
    events.next();
    assertThat(server.metric("skip_subscribers")).isEqualTo(1);
    events.close();

    Wait.until(() -> server.metric("skip_subscribers") == 0);
  }
}
