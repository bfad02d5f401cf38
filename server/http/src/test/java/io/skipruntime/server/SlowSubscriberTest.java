package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.server.EventReader.Event;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SlowSubscriberTest {

  private static final int UPDATES = 20_000;
  private static final int KEYS = 100;
  private static final int TEXT_CHARACTERS = 1_000;

  @Test
  void subscriberThatDoesNotRead_costsNoQueue_andGetsTheFoldedStateInTheEnd() {
    try (TestServer server = new TestServer()) {
      String path = "/v1/streams/" + server.openStream("texts", "{}");
      int port = server.server().streamingPort();
      try (EventReader slow = new EventReader(port, 4096, path)) {
        ServiceInstance service = server.server().instance();
        for (int i = 0; i < UPDATES; i++) {
          String text = i + "x".repeat(TEXT_CHARACTERS);
          service.update("texts", List.of(Entry.of("key" + i % KEYS, text)));
        }
        long written = (long) UPDATES * TEXT_CHARACTERS;
        assertThat(server.metric("skip_event_bytes_sent_total")).isLessThan(written / 2);
        assertFoldsTo(service, slow);
        assertThat(server.metric("skip_events_sent_total")).isLessThan(UPDATES);
      }
    }
  }

  @Test
  void writers_doNotWaitForSubscribersThatDoNotRead() {
    try (TestServer server = new TestServer()) {
      String path = "/v1/streams/" + server.openStream("texts", "{}");
      int port = server.server().streamingPort();
      try (EventReader slow = new EventReader(port, 4096, path);
          EventReader healthy = server.follow(path)) {
        healthy.next();
        for (int i = 0; i < 300; i++) {
          String text = i + "x".repeat(20_000);
          server.patch("/v1/inputs/texts", "[[\"a\",[\"" + text + "\"]]]");
          assertThat(healthy.next().data()).contains(text);
        }
        assertFoldsTo(server.server().instance(), slow);
      }
    }
  }

  private static void assertFoldsTo(ServiceInstance service, EventReader reader) {
    Map<Json, Json> folded = new TreeMap<>();
    Map<Json, Json> expected = new TreeMap<>();
    for (Entry<String, String> entry :
        service.<String, String>getAll("texts", Json.object(Map.of()))) {
      expected.put(Json.of(entry.key()), Json.array(Json.of(entry.values().get(0))));
    }
    while (!folded.equals(expected)) {
      fold(reader.next(), folded);
    }
  }

  private static void fold(Event event, Map<Json, Json> folded) {
    if (event.name().equals("init")) {
      folded.clear();
    }
    for (Json entry : Json.parse(event.data()).asArray().elements()) {
      JsonArray pair = entry.asArray();
      folded.put(pair.get(0), pair.get(1));
    }
  }
}
