package io.skipruntime.benchmarks.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The contents of {@link Increments} kept up to date by hand, and the answers to requests. */
final class IncrementsByHand {

  private static final String STREAMS = "/v1/streams/";
  private static final String STREAM_HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Content-Type: text/event-stream",
          "Cache-Control: no-store",
          "Connection: close",
          "",
          "");

  private final TreeMap<Long, Long> incremented = new TreeMap<>();
  private final Map<String, Long> keyOfStream = new HashMap<>();
  private final Map<Long, List<ConnectionByHand>> subscribers = new HashMap<>();
  private long tick = 1;

  IncrementsByHand(int size) {
    for (long key = 0; key < size; key++) {
      incremented.put(key, key + 1);
    }
  }

  /** Answers a request, given as its head and its body. */
  void answer(ConnectionByHand client, String request) {
    int body = request.indexOf("\r\n\r\n") + 4;
    if (request.startsWith("PATCH /v1/inputs/input ")) {
      patch(client, new WholeNumbers(request, body));
    } else if (request.startsWith("POST " + STREAMS + "one ")) {
      String stream = UUID.randomUUID().toString();
      keyOfStream.put(stream, new WholeNumbers(request, body).next());
      reply(client, 201, "text/plain", stream);
    } else if (request.startsWith("GET " + STREAMS)) {
      int stream = "GET ".length() + STREAMS.length();
      subscribe(client, request.substring(stream, request.indexOf(' ', stream)));
    } else if (request.startsWith("POST /v1/snapshot/all/lookup ")) {
      Long value = incremented.get(new WholeNumbers(request, body).next());
      reply(client, 200, "application/json", value == null ? "[]" : "[" + value + "]");
    } else if (request.startsWith("POST /v1/snapshot/all ")) {
      reply(client, 200, "application/json", snapshot());
    } else {
      reply(client, 404, "text/plain", "there is nothing like that");
    }
  }

  private void patch(ConnectionByHand client, WholeNumbers body) {
    long key = body.next();
    long value = body.next() + 1;
    tick++;
    Long before = incremented.put(key, value);
    reply(client, 200, "text/plain", "OK");
    if (before == null || before != value) {
      send(event("update", key, value), subscribers.getOrDefault(key, List.of()));
    }
  }

  private static void send(ByteBuffer event, List<ConnectionByHand> subscribers) {
    boolean someHaveGone = false;
    for (ConnectionByHand subscriber : subscribers) {
      subscriber.write(event.duplicate());
      someHaveGone |= subscriber.isClosed();
    }
    if (someHaveGone) {
      subscribers.removeIf(ConnectionByHand::isClosed);
    }
  }

  private void subscribe(ConnectionByHand client, String stream) {
    Long key = keyOfStream.get(stream);
    if (key == null) {
      reply(client, 404, "text/plain", "there is no such stream");
      return;
    }
    subscribers.computeIfAbsent(key, none -> new ArrayList<>()).add(client);
    client.write(bytes(STREAM_HEAD));
    client.write(event("init", key, incremented.getOrDefault(key, 0L)));
  }

  private ByteBuffer event(String name, long key, long value) {
    return bytes(
        "event: " + name + "\nid: " + tick + "\ndata: [[" + key + ",[" + value + "]]]\n\n");
  }

  private String snapshot() {
    StringBuilder json = new StringBuilder("[");
    for (Map.Entry<Long, Long> entry : incremented.entrySet()) {
      json.append(json.length() > 1 ? ",[" : "[");
      json.append((long) entry.getKey()).append(",[").append((long) entry.getValue()).append("]]");
    }
    return json.append(']').toString();
  }

  private static void reply(ConnectionByHand client, int status, String type, String body) {
    client.write(
        bytes(
            "HTTP/1.1 "
                + status
                + " OK\r\nContent-Type: "
                + type
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
