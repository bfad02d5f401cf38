package io.skipruntime.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads an event stream from a plain socket, byte by byte as it comes. */
final class EventReader implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  /** An event; comments and {@code retry} are not events. */
  record Event(String name, String id, String data) {}

  private final Socket socket = new Socket();
  private final InputStream in;
  private final int status;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private int chunkLeft;

  EventReader(int port, String path, String... headerLines) {
    this(port, 1 << 16, path, headerLines);
  }

  EventReader(int port, int receiveBytes, String path, String... headerLines) {
    try {
      socket.setReceiveBufferSize(receiveBytes);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      List<String> lines = new ArrayList<>();
      lines.add("GET " + path + " HTTP/1.1");
      lines.add("Host: localhost");
      lines.addAll(List.of(headerLines));
      String request = String.join("\r\n", lines) + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      in = new BufferedInputStream(socket.getInputStream(), receiveBytes / 8);
      status = Integer.parseInt(line().split(" ", 3)[1]);
      for (String header = line(); !header.isEmpty(); header = line()) {
        int colon = header.indexOf(": ");
        headers.put(header.substring(0, colon), header.substring(colon + 2));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int status() {
    return status;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The next event. */
  Event next() {
    while (true) {
      List<String> block = block();
      if (block.isEmpty()) {
        throw new AssertionError("the stream has ended");
      }
      if (block.stream().anyMatch(line -> line.startsWith("event: "))) {
        return new Event(field(block, "event: "), field(block, "id: "), field(block, "data: "));
      }
    }
  }

  private static String field(List<String> block, String prefix) {
    return block.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }

  /** The lines up to the next empty one; none if the stream has ended properly. */
  List<String> block() {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = read(); next >= 0; next = read()) {
      if (next != '\n') {
        line.write(next);
      } else if (line.size() == 0) {
        return lines;
      } else {
        lines.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      }
    }
    return lines;
  }

  /** The next byte of the body, without its chunks. */
  private int read() {
    try {
      if (chunkLeft == 0) {
        chunkLeft = Integer.parseInt(line(), 16);
        if (chunkLeft == 0) {
          line();
          chunkLeft = -1;
        }
      }
      if (chunkLeft < 0) {
        return -1;
      }
      int next = in.read();
      if (next < 0) {
        throw new AssertionError("the connection broke off");
      }
      if (--chunkLeft == 0) {
        line();
      }
      return next;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new AssertionError("the connection broke off");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Ends the connection at once, by a reset. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
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
