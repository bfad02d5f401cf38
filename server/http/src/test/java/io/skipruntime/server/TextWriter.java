package io.skipruntime.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Writes texts over one connection, one after another. */
final class TextWriter implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final String LENGTH = "content-length: ";

  private final Socket socket;
  private final InputStream in;

  TextWriter(int controlPort) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), controlPort);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a text, which must not need escapes; how long it took until that was answered. */
  long write(String key, String text) {
    String body = "[[\"" + key + "\",[\"" + text + "\"]]]";
    String head =
        "PATCH /v1/inputs/texts HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n".formatted(socket.getPort())
            + "Content-Type: application/json\r\nContent-Length: "
            + (body.length() + "\r\n\r\n");
    try {
      long start = System.nanoTime();
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
      String status = line();
      if (!status.startsWith("HTTP/1.1 200")) {
        throw new AssertionError(status);
      }
      skipRest();
      return System.nanoTime() - start;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void skipRest() throws IOException {
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(header.substring(LENGTH.length()));
      }
    }
    in.skipNBytes(length);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new AssertionError("the connection broke off");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
