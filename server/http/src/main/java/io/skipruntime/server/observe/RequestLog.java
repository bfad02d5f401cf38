package io.skipruntime.server.observe;

import io.skipruntime.json.JsonWriter;
import io.skipruntime.server.options.ServerStartException;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One line of JSON for each request that was answered. Event loops hand lines over and go on; one
 * thread writes them. Where that cannot keep up lines are left out, and counted: requests matter
 * more than their log.
 */
final class RequestLog implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(RequestLog.class.getName());
  private static final int WAITING_LINES = 10_000;
  private static final long CLOSE_MILLIS = 1_000;
  private static final double NANOS_PER_MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING_LINES);
  private final LongAdder omitted = new LongAdder();
  private final OutputStream out;
  private final boolean isOwned;
  private final Thread writer;

  private RequestLog(OutputStream out, boolean isOwned) {
    this.out = new BufferedOutputStream(out);
    this.isOwned = isOwned;
    this.writer = Thread.ofPlatform().daemon().name("skip-request-log").start(this::write);
  }

  /**
   * A log at a place.
   *
   * @param place {@code stdout}, or a file that lines are appended to
   * @throws ServerStartException if the file cannot be written
   */
  static RequestLog open(String place) {
    try {
      return place.equals("stdout")
          ? new RequestLog(System.out, false)
          : new RequestLog(new FileOutputStream(place, true), true);
    } catch (IOException e) {
      throw new ServerStartException(
          "the request log (--request-log) cannot be written: " + e.getMessage(), e);
    }
  }

  /** Adds a request that was answered, or broken off. */
  void add(Exchange exchange, int status, long bytes) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("time", Instant.now().toString());
    members.put("listener", exchange.listener());
    members.put("method", exchange.method());
    members.put("route", exchange.route());
    members.put("status", status);
    members.put("bytes", bytes);
    members.put("millis", exchange.nanos() / NANOS_PER_MILLISECOND);
    members.put("remote", exchange.remoteAddress());
    if (!exchange.problem().isEmpty()) {
      members.put("problem", exchange.problem());
    }
    if (!exchange.errorId().isEmpty()) {
      members.put("errorId", exchange.errorId());
    }
    if (!waiting.offer(line(members))) {
      omitted.increment();
    }
  }

  private static byte[] line(Map<String, Object> members) {
    JsonWriter line = new JsonWriter();
    line.beginObject();
    members.forEach((name, value) -> line.name(name).write(value));
    line.endObject();
    return line.toByteArray();
  }

  /** How many requests have no line. */
  long omitted() {
    return omitted.sum();
  }

  private void write() {
    try {
      for (byte[] line = waiting.take(); line != END; line = waiting.take()) {
        out.write(line);
        out.write('\n');
        if (waiting.isEmpty()) {
          out.flush();
        }
      }
      out.flush();
      if (isOwned) {
        out.close();
      }
    } catch (IOException e) {
      LOGGER.log(Level.ERROR, "the request log has ended: it cannot be written", e);
    } catch (InterruptedException e) {
      LOGGER.log(Level.DEBUG, "the request log was interrupted", e);
    }
  }

  /** Writes what waits, up to a second long. */
  @Override
  public void close() {
    try {
      if (waiting.offer(END, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        writer.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
