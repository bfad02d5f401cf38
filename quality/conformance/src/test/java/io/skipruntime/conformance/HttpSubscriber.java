package io.skipruntime.conformance;

import io.skipruntime.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A subscriber that reads an event stream, as the standard of server-sent events says. A thread of
 * its own reads what comes; in {@code arrived}, no event is the end of the stream.
 */
final class HttpSubscriber implements Subscriber {

  private static final long TIMEOUT_SECONDS = 60;

  private final BlockingQueue<List<StreamEvent>> arrived = new LinkedBlockingQueue<>();
  private final InputStream body;

  HttpSubscriber(InputStream body) {
    this.body = body;
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      Map<String, String> fields = new LinkedHashMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int colon = line.indexOf(": ");
        if (colon > 0) {
          fields.put(line.substring(0, colon), line.substring(colon + 2));
        } else if (line.isEmpty() && fields.containsKey("event")) {
          arrived.add(List.of(event(fields)));
          fields.clear();
        }
      }
    } catch (IOException e) {
      // The connection is closed when the subscriber leaves.
    } finally {
      arrived.add(List.of());
    }
  }

  private static StreamEvent event(Map<String, String> fields) {
    String name = fields.getOrDefault("event", "");
    String id = fields.getOrDefault("id", "");
    String data = fields.getOrDefault("data", "");
    return switch (name) {
      case "init", "update" ->
          new StreamEvent.Contents(
              name.equals("init"),
              Json.parse(data).asArray(),
              Long.parseLong(id.substring(id.lastIndexOf('/') + 1)));
      case "error" -> new StreamEvent.Failure(data);
      default -> throw new AssertionError("an unknown event: " + fields);
    };
  }

  @Override
  public Optional<StreamEvent> poll() {
    List<StreamEvent> next = arrived.peek();
    return next == null || next.isEmpty()
        ? Optional.empty()
        : Optional.of(arrived.remove().getFirst());
  }

  @Override
  public StreamEvent await() {
    List<StreamEvent> next = next();
    if (next.isEmpty()) {
      throw new AssertionError("the stream has ended");
    }
    return next.getFirst();
  }

  @Override
  public List<StreamEvent> rest() {
    List<StreamEvent> rest = new ArrayList<>();
    for (List<StreamEvent> next = next(); !next.isEmpty(); next = next()) {
      rest.addAll(next);
    }
    return rest;
  }

  /** The next event, none at the end of the stream. */
  private List<StreamEvent> next() {
    try {
      List<StreamEvent> next = arrived.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came within " + TIMEOUT_SECONDS + " seconds");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void leave() {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
