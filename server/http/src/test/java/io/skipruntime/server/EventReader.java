package io.skipruntime.server;

import io.skipruntime.engine.EventId;
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
import java.util.stream.Collectors;

/** Reads an event stream from a plain socket, byte by byte as it comes. */
final class EventReader implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  /** An event; comments and {@code retry} are not events. */
  record Event(String name, String id, String data) {

    /** The version that the identifier says. */
    String watermark() {
      return EventId.parse(id).map(each -> each.watermark().toString()).orElse("");
    }

    /** The event with its version in place of the identifier, to be compared. */
    Event atWatermark() {
      return new Event(name, watermark(), data);
    }
  }

  private final Socket socket = new Socket();
  private final InputStream in;
  private final int status;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final boolean isWhole;
  private int chunkLeft;

  EventReader(int port, String path, String... headerLines) {
    this(port, 1 << 16, path, headerLines);
  }

  /** Reads what a POST of JSON is answered with. */
  static EventReader posting(int port, String path, String json, String... headerLines) {
    List<String> lines = new ArrayList<>(List.of(headerLines));
    lines.add("Content-Type: application/json");
    lines.add("Content-Length: " + json.getBytes(StandardCharsets.UTF_8).length);
    return new EventReader(port, 1 << 16, "POST " + path, json, lines);
  }

  EventReader(int port, int receiveBytes, String path, String... headerLines) {
    this(port, receiveBytes, "GET " + path, "", List.of(headerLines));
  }

  private EventReader(
      int port, int receiveBytes, String methodAndPath, String body, List<String> headerLines) {
    try {
      socket.setReceiveBufferSize(receiveBytes);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      List<String> lines = new ArrayList<>();
      lines.add(methodAndPath + " HTTP/1.1");
      lines.add("Host: localhost");
      lines.addAll(headerLines);
      String request = String.join("\r\n", lines) + "\r\n\r\n" + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      in = new BufferedInputStream(socket.getInputStream(), receiveBytes / 8);
      status = Integer.parseInt(line().split(" ", 3)[1]);
      for (String header = line(); !header.isEmpty(); header = line()) {
        int colon = header.indexOf(": ");
        headers.put(header.substring(0, colon), header.substring(colon + 2));
      }
      isWhole = headers.containsKey("Content-Length");
      chunkLeft = isWhole ? Integer.parseInt(header("Content-Length")) : 0;
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
        return new Event(field(block, "event: "), field(block, "id: "), data(block));
      }
    }
  }

  /** The lines of data, as a standard reader joins them. */
  private static String data(List<String> block) {
    return block.stream()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length()))
        .collect(Collectors.joining("\n"));
  }

  private static String field(List<String> block, String prefix) {
    return block.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }

  /** As {@link #anyBlock}, without the sign that the client is current, and what announces it. */
  List<String> block() {
    List<String> lines = anyBlock();
    while (lines.equals(List.of(": current"))) {
      lines = anyBlock();
    }
    return lines.stream().filter(line -> !line.equals(": signs current")).toList();
  }

  /** The lines up to the next empty one; none if the stream has ended properly. */
  List<String> anyBlock() {
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
      if (chunkLeft == 0 && isWhole) {
        return -1;
      }
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
      if (--chunkLeft == 0 && !isWhole) {
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
