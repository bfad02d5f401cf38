package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.Footprint;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.options.ServerOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Many streams, opened and ended in all ways over real sockets, leave nothing behind. System
 * property {@code skip.streams} says how many.
 */
class ManyStreamsTest {

  private static final int STREAMS = Integer.getInteger("skip.streams", 2_000);
  private static final int AT_ONCE = 20;

  private final AtomicLong millis = new AtomicLong(1_000_000);

  private TestServer start() {
    EngineOptions engine =
        EngineOptions.defaults()
            .withIdleMillis(50)
            .withClock(() -> Instant.ofEpochMilli(millis.get()));
    return new TestServer(ServerOptions.defaults().withEngine(engine));
  }

  @Test
  void streamsThatEnded_leaveNothingBehind() {
    try (TestServer server = start()) {
      ServiceInstance service = server.server().instance();
      Footprint before = service.footprint();
      for (int i = 0; i < STREAMS / AT_ONCE; i++) {
        openAndEnd(server, i);
      }
      Wait.until(() -> server.metric("skip_subscribers") == 0);
      Wait.until(() -> {
        millis.addAndGet(50);
        return service.instanceCount() == 0;
      });
      assertThat(server.metric("skip_streams")).isZero();
      assertThat(service.footprint().withoutHistory()).isEqualTo(before.withoutHistory());
    }
  }

  /** A third is closed by the service, a third by the client, a third not followed at all. */
  private static void openAndEnd(TestServer server, int round) {
    List<EventReader> followed = new ArrayList<>();
    List<String> toDelete = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      String uuid = server.openStream("active_friends", String.valueOf(i % 3));
      if (i % 3 != 2) {
        EventReader reader = server.follow("/v1/streams/" + uuid);
        assertThat(reader.next().name()).isEqualTo("init");
        followed.add(reader);
      }
      if (i % 3 == 0) {
        toDelete.add(uuid);
      }
    }
    server.patch("/v1/inputs/groups", "[[1002,[" + (round % 2 == 0 ? "" : GROUP) + "]]]");
    toDelete.forEach(
        uuid -> assertThat(server.delete("/v1/streams/" + uuid).statusCode()).isEqualTo(200));
    followed.forEach(EventReader::close);
  }

  private static final String GROUP = "{\"name\":\"Group 2\",\"members\":[0,2]}";
}
