package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.server.options.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Clients that stop in the middle of an event. */
final class PartlySentTest {

  private static final int LARGE = 4 << 20;
  private static final int READERS = 5;

  private static void write(TestServer server, int version) {
    byte[] random = new byte[LARGE];
    new Random(version).nextBytes(random);
    StringBuilder text = new StringBuilder(LARGE);
    for (byte each : random) {
      text.append((char) ('a' + (each & 15)));
    }
    server.patch("/v1/inputs/texts", "[[\"a\",[\"" + text + "\"]]]");
  }

  private static EventReader notRead(TestServer server, String path) {
    EventReader slow = new EventReader(server.server().streamingPort(), 4096, path);
    assertThat(slow.status()).isEqualTo(200);
    return slow;
  }

  @Test
  void clientsInTheSameEvent_shareIt_andGiveItBack() {
    try (TestServer server = new TestServer()) {
      write(server, 1);
      String path = "/v1/streams/" + server.openStream("texts", "{}");
      List<EventReader> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(notRead(server, path));
      }
      Wait.until(() -> server.metric("skip_lagging_subscribers") == READERS);
      assertThat(server.metric("skip_partly_sent_event_bytes")).isBetween(1L * LARGE, 2L * LARGE);

      readers.forEach(EventReader::close);
      Wait.until(() -> server.metric("skip_subscribers") == 0);
      assertThat(server.metric("skip_partly_sent_event_bytes")).isZero();
    }
  }

  @Test
  void clientsInTheOldestEvents_areCutOff_whenTheyTogetherHoldTooMuch() {
    ServerOptions options = ServerOptions.defaults().withPartlySentBytes(3L * LARGE);
    try (TestServer server = new TestServer(options)) {
      String path = "/v1/streams/" + server.openStream("texts", "{}");
      List<EventReader> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        write(server, i);
        readers.add(notRead(server, path));
        long lagging = Math.min(i + 1, 2);
        Wait.until(() -> server.metric("skip_lagging_subscribers") == lagging);
      }
      assertThat(server.metric("skip_partly_sent_event_bytes")).isLessThan(3L * LARGE);
      assertThat(server.metric("skip_stalled_connections_total")).isEqualTo(READERS - 2);
      assertThatThrownBy(() -> readers.get(0).next()).hasMessageContaining("reset");
      assertThat(readers.get(READERS - 1).next().data()).hasSizeGreaterThan(LARGE);
      readers.forEach(EventReader::close);
    }
  }
}
