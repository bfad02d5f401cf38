package io.skipruntime.server;

import static io.skipruntime.server.Http2Connection.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Clients of HTTP/2 that send frames to keep the server busy. */
final class Http2FloodTest {

  private static final int FLOOD = 5_000;
  private static final int SETTINGS = 4;
  private static final int GO_AWAY = 7;
  private static final int MAX_CONCURRENT_STREAMS = 3;

  /** The head of {@code GET /healthz}, compressed by HPACK's tables alone. */
  private static final byte[] HEAD =
      HexFormat.of().parseHex("8286" + "0408" + hex("/healthz") + "4109" + hex("localhost"));

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** What a client sends again and again. */
  private interface Flood {
    byte[] frames(int round);
  }

  private static Socket connect(TestServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().streamingPort());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(Http2Connection.PREFACE.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[0]));
    return socket;
  }

  /** Floods the server while it reads; whether the server ended the connection. */
  private static boolean isEnded(TestServer server, Flood flood) throws Exception {
    try (Socket socket = connect(server)) {
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                  assertThat(e).isInstanceOf(SocketException.class);
                }
              });
      try {
        for (int i = 0; i < FLOOD; i++) {
          socket.getOutputStream().write(flood.frames(i));
        }
      } catch (SocketException ended) {
        assertThat(ended).hasMessageNotContaining("timed out");
      }
      reader.join(10_000);
      return !reader.isAlive();
    }
  }

  @Test
  void pings_endTheConnection() throws Exception {
    try (TestServer server = new TestServer()) {
      assertThat(isEnded(server, i -> frame(6, 0, 0, new byte[8]))).isTrue();
      assertThat(server.get(server.streaming("/healthz")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void settings_endTheConnection() throws Exception {
    try (TestServer server = new TestServer()) {
      assertThat(isEnded(server, i -> frame(SETTINGS, 0, 0, new byte[0]))).isTrue();
    }
  }

  @Test
  void requestsThatAreResetAtOnce_endTheConnection() throws Exception {
    try (TestServer server = new TestServer()) {
      Flood rapidReset =
          i -> {
            int stream = 2 * i + 1;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(frame(1, 5, stream, HEAD));
            out.writeBytes(frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
            return out.toByteArray();
          };
      assertThat(isEnded(server, rapidReset)).isTrue();
    }
  }

  @Test
  void emptyFramesOfABody_endTheConnection() throws Exception {
    try (TestServer server = new TestServer()) {
      Flood empty = i -> i == 0 ? frame(1, 4, 1, HEAD) : frame(0, 0, 1, new byte[0]);
      assertThat(isEnded(server, empty)).isTrue();
    }
  }

  /** The heads of requests that are none, each wrong in another way. */
  private static final Map<String, String> BAD_HEADS =
      Map.of(
          "without a path", "8286" + "4109" + hex("localhost"),
          "without a method", "86" + "0401" + hex("/") + "4109" + hex("localhost"),
          "a path that is none", "8286" + "0403" + hex("a b") + "4109" + hex("localhost"),
          "an empty path", "8286" + "0400" + "4109" + hex("localhost"),
          "an authority that is none", "8286" + "0401" + hex("/") + "4103" + hex("a/b"),
          "without an authority", "8286" + "0401" + hex("/"),
          "a name with a capital", "8286" + "0401" + hex("/") + "0001" + hex("A") + "01" + hex("a"),
          "a header of a connection",
              "8286" + "0401" + hex("/") + "000a" + hex("connection") + "05" + hex("close"),
          "a length that is none",
              "8286" + "0401" + hex("/") + "000e" + hex("content-length") + "01" + hex("x"));

  @Test
  void badRequests_leaveNothingInTheLog() throws Exception {
    Queue<String> warnings = new ConcurrentLinkedQueue<>();
    Handler handler = new Warnings(warnings);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try (TestServer server = new TestServer()) {
      for (Map.Entry<String, String> bad : BAD_HEADS.entrySet()) {
        byte[] head = HexFormat.of().parseHex(bad.getValue());
        assertThat(isEnded(server, i -> frame(1, 5, 2 * i + 1, head))).as(bad.getKey()).isTrue();
        assertThat(warnings).as(bad.getKey()).isEmpty();
      }
      assertThat(server.get(server.streaming("/healthz")).statusCode()).isEqualTo(200);
    } finally {
      root.removeHandler(handler);
    }
  }

  /** What is logged of at least the level of a warning. */
  private static final class Warnings extends Handler {
    private final Queue<String> texts;

    Warnings(Queue<String> texts) {
      this.texts = texts;
      setLevel(Level.WARNING);
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        texts.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
      }
    }

    @Override
    public void flush() {
      // nothing is held back
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  @Test
  void settingsOfTheServer_sayHowManyRequestsThereMayBe() throws Exception {
    SecurityOptions security = SecurityOptions.defaults().withHttp2MaxStreams(7);
    try (TestServer server = new TestServer(ServerOptions.defaults().withSecurity(security));
        Socket socket = connect(server)) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      long most = -1;
      while (most < 0) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readNBytes(5);
        byte[] payload = in.readNBytes(length);
        assertThat(type).isNotEqualTo(GO_AWAY);
        if (type == SETTINGS) {
          for (int i = 0; i < length; i += 6) {
            if (payload[i + 1] == MAX_CONCURRENT_STREAMS) {
              most = payload[i + 5];
            }
          }
        }
      }
      assertThat(most).isEqualTo(7);
    }
  }
}
