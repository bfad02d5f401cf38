package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.EventReader.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ResumeTest {

  private final TestServer server = new TestServer();
  private String path = "";

  @BeforeEach
  void open() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]],[\"b\",[\"y\"]]]");
    path = "/v1/streams/" + server.openStream("texts", "{}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String lastId() {
    try (EventReader events = server.follow(path)) {
      return events.next().id();
    }
  }

  @Test
  void resume_getsOneUpdateWithAllThatChanged() {
    String id = lastId();
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x2\"]]]");
    server.patch("/v1/inputs/texts", "[[\"b\",[]],[\"c\",[\"z\"]]]");

    try (EventReader events = server.follow(path, "Last-Event-ID: " + id)) {
      Event event = events.next();
      assertThat(event.name()).isEqualTo("update");
      assertThat(event.data()).isEqualTo("[[\"a\",[\"x2\"]],[\"b\",[]],[\"c\",[\"z\"]]]");
      assertThat(event.watermark()).isEqualTo(server.server().instance().watermark().toString());
    }
  }

  @Test
  void resume_getsNothing_whenNothingChanged() {
    String id = lastId();
    try (EventReader events = server.follow(path, "Last-Event-ID: " + id)) {
      assertThat(events.block()).containsExactly("retry: 2000");
      server.patch("/v1/inputs/texts", "[[\"c\",[\"z\"]]]");
      assertThat(events.next().data()).isEqualTo("[[\"c\",[\"z\"]]]");
    }
  }

  @Test
  void resume_inAnotherStreamOfTheSameResource_getsAnUpdateToo() {
    String id = lastId();
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x2\"]]]");

    try (EventReader events = server.follow("/v1/resources/texts", "Last-Event-ID: " + id)) {
      assertThat(events.next().data()).isEqualTo("[[\"a\",[\"x2\"]]]");
    }
  }

  @Test
  void resume_ofAnotherEpoch_orOfNonsense_getsInit() {
    for (String id : new String[] {"another/1", "1", "", "x/99999999999999999999"}) {
      try (EventReader events = server.follow(path, "Last-Event-ID: " + id)) {
        assertThat(events.next().name()).isEqualTo("init");
      }
    }
  }

  @Test
  void resume_fromTheFuture_getsInit() {
    String epoch = server.server().instance().watermark().epoch();
    try (EventReader events = server.follow(path, "Last-Event-ID: " + epoch + "/123456")) {
      assertThat(events.next().name()).isEqualTo("init");
    }
  }

  @Test
  void resume_afterTheInstanceWasRebuilt_getsInit() {
    String friends = "/v1/streams/" + server.openStream("active_friends", "0");
    String id;
    try (EventReader events = server.follow(friends)) {
      id = events.next().id();
    }
    server.patch("/v1/inputs/users", "[[0,[{\"name\":\"Bob\",\"active\":true,\"friends\":[3]}]]]");
    try (EventReader events = server.follow(friends, "Last-Event-ID: " + id)) {
      Event event = events.next();
      assertThat(event.name()).isEqualTo("init");
      assertThat(event.data()).isEqualTo("[[1001,[3]]]");
    }
  }
}
