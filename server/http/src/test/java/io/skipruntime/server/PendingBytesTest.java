package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What clients leave unread and unfinished is bounded, whatever they do; heaps are small here. */
final class PendingBytesTest {

  private static final int CONNECTIONS = 60;
  private static final int REQUESTS = 100;
  private static final int READERS = 150;
  private static final int LARGE = 8 << 20;
  private static final int BODIES = 29;
  private static final int BODY = 16 << 20;
  private static final int SENT = 15 << 20;
  private static final int HTTP2_CONNECTIONS = 3;
  private static final int SENT_PER_STREAM = 1 << 20;
  private static final String SNAPSHOT =
      "POST /v1/snapshot/texts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";

  private static RawConnection.Reply get(int port, String path) throws IOException {
    return answer(port, path).orElseThrow();
  }

  private static Optional<RawConnection.Reply> answer(int port, String path) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      return connection.send("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path)).next();
    }
  }

  private static void requireHealthy(ChildServer server) throws IOException {
    assertThat(get(server.controlPort(), "/healthz").status()).isEqualTo(200);
    assertThat(get(server.streamingPort(), "/healthz").status()).isEqualTo(200);
  }

  @Test
  void refusalsThatNobodyReads_areBounded_andTheirConnectionsEnd() throws Exception {
    String longPath = "/" + "x".repeat(12_000);
    try (ChildServer server = new ChildServer("64m", "--write-stall-seconds", "1.5")) {
      List<Http2Connection> connections = new ArrayList<>();
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          connections.add(Http2Connection.ofClosedWindows(server.streamingPort()));
          request(connections.get(i), longPath);
        }
        requireHealthy(server);
        answer(server.streamingPort(), longPath) // none, if there is no room even for a refusal
            .ifPresent(reply -> assertThat(reply.status()).isIn(404, 503));
        Wait.until(() -> {
          assertThat(server.memory().heapBytes()).isLessThan(40L << 20);
          return connections.stream().allMatch(Http2Connection::isEnded);
        });
        assertThat(get(server.streamingPort(), longPath).status()).isEqualTo(404);
      } finally {
        for (Http2Connection each : connections) {
          each.close();
        }
      }
    }
  }

  private static void request(Http2Connection connection, String path) {
    try {
      for (int i = 0; i < REQUESTS; i++) {
        connection.get(path);
      }
    } catch (UncheckedIOException e) {
      assertThat(e).hasCauseInstanceOf(SocketException.class); // the server has had enough
    }
  }

  @Test
  void snapshotsThatAreReadLate_areWhole_orRefused() throws Exception {
    try (ChildServer server = new ChildServer("256m", "--write-stall-seconds=120");
        TextWriter writer = new TextWriter(server.controlPort())) {
      writer.write("a", "x".repeat(LARGE));
      List<RawConnection> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(new RawConnection(server.controlPort()).send(SNAPSHOT));
      }
      requireHealthy(server);
      int whole = 0;
      for (RawConnection reader : readers) {
        RawConnection.Reply reply = reader.next().orElseThrow();
        if (reply.status() == 200) {
          assertThat(reply.body()).hasSizeGreaterThan(LARGE);
          whole++;
        } else {
          assertThat(reply.status()).isEqualTo(503);
          assertThat(Json.parse(reply.body()).asObject().get("type"))
              .isEqualTo(Json.of("overloaded"));
        }
        reader.close();
      }
      assertThat(whole).isPositive();
      assertThat(server.memory().directBytes()).isLessThan(64L << 20);
    }
  }

  @Test
  void bodiesThatDoNotEnd_areBounded() throws Exception {
    try (ChildServer server = new ChildServer("256m")) {
      String head =
          "PATCH /v1/inputs/texts HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
              + (BODY + "\r\nContent-Type: application/json\r\n\r\n");
      byte[] part = " ".repeat(SENT).getBytes(StandardCharsets.US_ASCII);
      List<RawConnection> unfinished = new ArrayList<>();
      for (int i = 0; i < BODIES; i++) {
        RawConnection connection = new RawConnection(server.controlPort()).send(head);
        unfinished.add(connection);
        try {
          connection.send(part);
        } catch (SocketException e) {
          assertThat(i).isPositive(); // the server has refused it, and closed it
        }
      }
      requireHealthy(server);
      try (TextWriter writer = new TextWriter(server.controlPort())) {
        writer.write("a", "still taken");
      }
      assertThat(unfinished.get(0).hasAnswer()).isFalse();
      assertThat(unfinished.stream().filter(RawConnection::hasAnswer).count())
          .isGreaterThan(BODIES / 2);
      for (RawConnection each : unfinished) {
        each.close();
      }
    }
  }

  @Test
  void bodiesThatDoNotEnd_areBounded_withHttp2() throws Exception {
    byte[] part = new byte[Http2Connection.MOST_OF_A_FRAME];
    try (ChildServer server = new ChildServer("256m", "--body-seconds", "100")) {
      List<Http2Connection> connections = new ArrayList<>();
      try {
        for (int i = 0; i < HTTP2_CONNECTIONS; i++) {
          connections.add(new Http2Connection(server.controlPort()));
        }
        for (int j = 0; j < REQUESTS; j++) {
          for (Http2Connection each : connections) {
            sendPart(each, part);
          }
        }
        Wait.until(() -> refused(connections) > REQUESTS);
        requireHealthy(server);
        assertThat(server.memory().heapBytes()).isLessThan(160L << 20);
      } finally {
        for (Http2Connection each : connections) {
          each.close();
        }
      }
    }
  }

  private static void sendPart(Http2Connection connection, byte[] part) {
    try {
      int stream = connection.patch("/v1/inputs/texts");
      boolean isTaken = true;
      for (int sent = 0; isTaken && sent < SENT_PER_STREAM; sent += part.length) {
        isTaken = connection.send(stream, part);
      }
    } catch (UncheckedIOException e) {
      Wait.until(connection::isEnded); // since very much was refused on it
    }
  }

  /** How many bodies are refused, by an answer or by the end of their connection. */
  private static int refused(List<Http2Connection> connections) {
    return connections.stream().mapToInt(each -> each.isEnded() ? REQUESTS : each.answers()).sum();
  }

  @Test
  void answerThatIsNotTaken_endsItsStream_andThenItsConnection() throws Exception {
    ServerOptions impatient = ServerOptions.defaults().withWriteStallMillis(500);
    try (TestServer server = new TestServer(impatient)) {
      try (Http2Connection connection =
          Http2Connection.ofClosedWindows(server.server().streamingPort())) {
        int first = connection.get("/nothing");
        Wait.until(() -> connection.isReset(first));
        assertThat(connection.isEnded()).isFalse();
        int read = connection.get("/nothing");
        connection.read(read);
        Wait.until(() -> connection.has(read, "not-found"));
        int second = connection.get("/nothing");
        Wait.until(() -> connection.isReset(second));
        assertThat(connection.isEnded()).isFalse();
        connection.get("/nothing");
        Wait.until(connection::isEnded);
      }
      assertThat(server.get(server.control("/metrics")).body())
          .contains("skip_answers_ended_total{listener=\"streaming\",reason=\"not taken\"} 3.0");
    }
  }
}
