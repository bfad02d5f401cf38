package io.skipruntime.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A connection on which a test sends bytes as they are, and reads answers of HTTP/1.1. */
final class RawConnection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  RawConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** An answer: all of it, as far as its head says how long it is. */
  record Reply(int status, String head, String body) {

    Optional<String> header(String name) {
      String start = "\n" + name.toLowerCase(Locale.ROOT) + ":";
      int at = head.toLowerCase(Locale.ROOT).indexOf(start);
      return at < 0
          ? Optional.empty()
          : Optional.of(head.substring(at + start.length()).lines().findFirst().orElse("").trim());
    }
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Says that nothing more will be sent. */
  RawConnection endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Ends the connection without a farewell. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** The next answer; empty if the server ends the connection instead. */
  Optional<Reply> next() throws IOException {
    try {
      String head = head();
      if (head.isEmpty()) {
        return Optional.empty();
      }
      int status = Integer.parseInt(head.split("\\s+", 3)[1]);
      Reply reply = new Reply(status, head, "");
      if (status == 100) {
        return Optional.of(reply);
      }
      int length = Integer.parseInt(reply.header("Content-Length").orElse("0"));
      return Optional.of(
          new Reply(status, head, new String(in.readNBytes(length), StandardCharsets.UTF_8)));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  /** The head of the next answer, empty if the server ends the connection. */
  String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int each = in.read(); each >= 0; each = in.read()) {
      head.write(each);
      if (each == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  /** Whether something of an answer has come. */
  boolean hasAnswer() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the server has ended the connection, which this waits for. */
  boolean isEnded() throws IOException {
    try {
      while (in.read() >= 0) {}
      return true;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
