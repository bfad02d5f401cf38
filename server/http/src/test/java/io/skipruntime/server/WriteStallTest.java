package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.server.options.ServerOptions;
import org.junit.jupiter.api.Test;

/** Connections of clients that do not read are closed after a while. */
final class WriteStallTest {

  private static final int LARGE = 8 << 20;
  private static final ServerOptions IMPATIENT = ServerOptions.defaults().withWriteStallMillis(500);

  private static void write(TestServer server) {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"" + "x".repeat(LARGE) + "\"]]]");
  }

  @Test
  void clientThatReadsNothing_isClosed_andOthersAreNot() {
    try (TestServer server = new TestServer(ServerOptions.defaults().withWriteStallMillis(1_500))) {
      String path = "/v1/streams/" + server.openStream("texts", "{}");
      int port = server.server().streamingPort();
      try (EventReader stuck = new EventReader(port, 4096, path);
          EventReader idle = server.follow(path)) {
        stuck.next();
        idle.next();
        write(server);
        assertThat(idle.next().data()).hasSizeGreaterThan(LARGE);

        Wait.until(() -> server.metric("skip_stalled_connections_total") == 1);
        assertThat(server.metric("skip_subscribers")).isEqualTo(1);
        assertThatThrownBy(stuck::next).hasMessageContaining("reset");
        server.patch("/v1/inputs/texts", "[[\"a\",[]]]");
        assertThat(idle.next().data()).isEqualTo("[[\"a\",[]]]");
      }
    }
  }

  /** The event takes it several times the limit. */
  @Test
  void clientThatReadsSlowly_isNotClosed() {
    try (TestServer server = new TestServer(IMPATIENT)) {
      write(server);
      String path = "/v1/streams/" + server.openStream("texts", "{}");
      try (SlowReader slow = new SlowReader(server.server().streamingPort(), path)) {
        assertThat(slow.readFor(3 * IMPATIENT.writeStallMillis())).isLessThan(LARGE);
        assertThat(server.metric("skip_stalled_connections_total")).isZero();
        Wait.until(() -> server.metric("skip_lagging_subscribers") == 1);
      }
    }
  }
}
