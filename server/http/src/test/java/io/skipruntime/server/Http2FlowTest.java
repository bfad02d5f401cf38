package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.ServerOptions;
import org.junit.jupiter.api.Test;

/** Streams on one connection of HTTP/2, some of which are read and some not. */
final class Http2FlowTest {

  private static final int WRITES = 300;
  private static final String TEXT = "x".repeat(4_000);
  private static final String LAST = WRITES - 1 + TEXT;

  private static Http2Connection connect(TestServer server) throws Exception {
    return new Http2Connection(server.server().streamingPort());
  }

  private static int follow(Http2Connection connection) {
    int stream = connection.get("/v1/resources/texts");
    Wait.until(() -> connection.has(stream, "event: init"));
    return stream;
  }

  private static void write(TestServer server) {
    for (int i = 0; i < WRITES; i++) {
      server.patch("/v1/inputs/texts", "[[\"key%d\",[\"%d%s\"]]]".formatted(i, i, TEXT));
    }
  }

  @Test
  void streamThatIsNotRead_getsWhatChangedInTheEnd_andDoesNotHoldUpAnother() throws Exception {
    try (TestServer server = new TestServer();
        Http2Connection connection = connect(server)) {
      int slow = follow(connection);
      int healthy = follow(connection);
      connection.read(healthy);
      write(server);
      Wait.until(() -> connection.has(healthy, LAST));
      Wait.until(() -> server.metric("skip_lagging_subscribers") == 1);
      assertThat(server.metric("skip_events_sent_total")).isLessThan(2 * WRITES);
      assertThat(connection.has(slow, LAST)).isFalse();

      connection.read(slow);
      Wait.until(() -> connection.has(slow, LAST));
      Wait.until(() -> server.metric("skip_lagging_subscribers") == 0);
    }
  }

  @Test
  void streamThatIsNotReadForTooLong_isReset_andAnotherGoesOn() throws Exception {
    ServerOptions impatient = ServerOptions.defaults().withWriteStallMillis(1_500);
    try (TestServer server = new TestServer(impatient);
        Http2Connection connection = connect(server)) {
      int slow = follow(connection);
      int healthy = follow(connection);
      connection.read(healthy);
      write(server);
      Wait.until(() -> connection.isReset(slow));
      assertThat(server.metric("skip_stalled_connections_total")).isEqualTo(1);
      server.patch("/v1/inputs/texts", "[[\"key\",[\"the end\"]]]");
      Wait.until(() -> connection.has(healthy, "the end"));
      assertThat(connection.isReset(healthy)).isFalse();
      assertThat(server.metric("skip_subscribers")).isEqualTo(1);
    }
  }

  @Test
  void streamThatTheClientResets_givesItsSubscriptionBack() throws Exception {
    try (TestServer server = new TestServer();
        Http2Connection connection = connect(server)) {
      int one = follow(connection);
      int other = follow(connection);
      Wait.until(() -> server.metric("skip_subscribers") == 2);
      connection.reset(one);
      Wait.until(() -> server.metric("skip_subscribers") == 1);
      connection.read(other);
      server.patch("/v1/inputs/texts", "[[\"key\",[\"the end\"]]]");
      Wait.until(() -> connection.has(other, "the end"));
    }
  }
}
