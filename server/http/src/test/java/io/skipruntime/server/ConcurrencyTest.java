package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.server.EventReader.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ConcurrencyTest {

  private static final int WRITERS = 32;
  private static final int WRITES = 40;

  @Test
  void writersAtTheSameTime_areAllCommitted_andSeenInOrder() throws Exception {
    try (TestServer server = new TestServer();
        EventReader events = server.subscribe("texts", "{}");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        writers.add(threads.submit(() -> write(server, writer)));
      }
      Map<String, Long> last = new TreeMap<>();
      long tick = -1;
      while (last.size() < WRITERS || last.values().stream().anyMatch(n -> n < WRITES - 1)) {
        Event event = events.next();
        long next = Long.parseLong(event.id().substring(event.id().indexOf('/') + 1));
        assertThat(next).isGreaterThan(tick);
        tick = next;
        take(event, last);
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(server.metric("skip_watermark_tick")).isBetween(tick, 1L + WRITERS * WRITES);
    }
  }

  private static void write(TestServer server, int writer) {
    for (int i = 0; i < WRITES; i++) {
      String entries = "[[\"w%d\",[\"%d\"]]]".formatted(writer, i);
      assertThat(server.patch("/v1/inputs/texts", entries).statusCode()).isEqualTo(200);
      String lookup = "{\"key\":\"w%d\"}".formatted(writer);
      assertThat(server.post("/v1/snapshot/texts/lookup", lookup).body())
          .isEqualTo("[\"" + i + "\"]");
    }
  }

  private static void take(Event event, Map<String, Long> last) {
    for (Json entry : Json.parse(event.data()).asArray().elements()) {
      JsonArray pair = entry.asArray();
      String key = pair.get(0).asString();
      long value = Long.parseLong(pair.get(1).asArray().get(0).asString());
      assertThat(value).isGreaterThan(last.getOrDefault(key, -1L));
      last.put(key, value);
    }
  }
}
