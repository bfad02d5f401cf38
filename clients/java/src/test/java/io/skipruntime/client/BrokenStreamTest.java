package io.skipruntime.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BrokenStreamTest {

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000000\r\n\r\n";

  /** Answers one request with a stream that breaks off after {@code events}. */
  private static void serve(ServerSocket listener, String events) {
    try (Socket socket = listener.accept()) {
      socket.getInputStream().read();
      OutputStream out = socket.getOutputStream();
      out.write((HEAD + events).getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void untilSilent(EventStream stream) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (stream.silentMillis() < 300 && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static void endIsSeen(String events, int count) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> serve(listener, events));
      URI address = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1/streams/x");
      try (EventStream stream = EventStream.open(address)) {
        server.join();
        untilSilent(stream);
        for (int i = 0; i < count; i++) {
          assertThat(stream.next(20_000)).isPresent();
        }
        assertThat(stream.next(20_000)).isEqualTo(Optional.empty());
        assertThat(stream.isEnded()).isTrue();
      }
    }
  }

  @Test
  void brokenConnection_endsTheStream_alsoIfManyEventsAreStillToBeTaken() throws Exception {
    endIsSeen("event: update\nid: e/1\ndata: []\n\n".repeat(4), 4);
    endIsSeen("event: update\nid: e/1\ndata: []\n\n".repeat(9), 9);
  }

  @Test
  void eventThatIsNoJson_endsTheStream() throws Exception {
    endIsSeen("event: init\nid: e/1\ndata: []\n\nevent: update\ndata: [[\n\n", 1);
  }
}
