package io.skipruntime.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventStreamTest {

  private static final long TIMEOUT_MILLIS = 20_000;

  private final SkipServer server =
      SkipServer.start(new ScoresService(), ServerOptions.defaults().withPorts(0, 0));
  private final Entrypoint entrypoint =
      Entrypoint.local(server.streamingPort(), server.controlPort());
  private final SkipServiceBroker broker = new SkipServiceBroker(entrypoint);

  @AfterEach
  void close() {
    broker.close();
    server.close();
  }

  private URI teams() {
    return entrypoint.stream(broker.getStreamUUID("teams", Json.object(Map.of())));
  }

  private String name(long team, String name) {
    return broker.update("teams", List.of(JsonEntry.of(Json.of(team), Json.of(name))));
  }

  @Test
  void events_areTheContents_thenWhatChanges() {
    name(1, "Red");
    try (EventStream events = EventStream.open(teams())) {
      StreamEvent init = events.next(TIMEOUT_MILLIS).orElseThrow();
      assertThat(init.name()).isEqualTo("init");
      assertThat(init.entries()).containsExactly(JsonEntry.of(Json.of(1), Json.of("Red")));

      String watermark = name(2, "Blue: \"the\n best\"");
      StreamEvent update = events.next(TIMEOUT_MILLIS).orElseThrow();
      assertThat(update.name()).isEqualTo("update");
      assertThat(update.id()).isEqualTo(watermark);
      assertThat(update.entries())
          .containsExactly(JsonEntry.of(Json.of(2), Json.of("Blue: \"the\n best\"")));
      assertThat(events.next(1)).isEmpty();
      assertThat(events.isEnded()).isFalse();
    }
  }

  @Test
  void resume_getsWhatChangedSince() {
    URI stream = teams();
    String seen = name(1, "Red");
    name(2, "Blue");
    try (EventStream events = EventStream.resume(stream, seen)) {
      StreamEvent update = events.next(TIMEOUT_MILLIS).orElseThrow();
      assertThat(update.name()).isEqualTo("update");
      assertThat(update.entries()).containsExactly(JsonEntry.of(Json.of(2), Json.of("Blue")));
    }
  }

  @Test
  void stream_ends_whenTheServiceDoes() {
    try (EventStream events = EventStream.open(teams())) {
      assertThat(events.next(TIMEOUT_MILLIS)).isPresent();
      server.close();
      assertThat(events.next(TIMEOUT_MILLIS)).isEmpty();
      assertThat(events.isEnded()).isTrue();
    }
  }
}
