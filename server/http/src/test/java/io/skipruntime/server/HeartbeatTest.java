package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.ServerOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HeartbeatTest {

  @Test
  void clientThatAsksForHeartbeats_getsThemSoonerThanUsual() throws Exception {
    ServerOptions rarely = ServerOptions.parse("--heartbeat-seconds=3600");
    try (TestServer server = new TestServer(rarely);
        EventReader stream =
            server.follow("/v1/resources/active_friends?params=0", "Skip-Heartbeat-Seconds: 1")) {
      stream.next();
      List<String> block = stream.block();
      while (!block.equals(List.of(":"))) {
        assertThat(block).isNotEmpty();
        block = stream.block();
      }
    }
  }
}
