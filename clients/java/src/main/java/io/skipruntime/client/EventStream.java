package io.skipruntime.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A connection that follows a stream of a service. Events are taken one after another; while none
 * is taken, the connection is not read, and the service folds what happens into fewer events.
 *
 * <ul>
 *   <li>{@code events} has what was read and not taken, signs that it is current among it, and
 *       after the last event an empty one
 *   <li>{@code heardNanos} is when the last line was read, or the connection was made
 * </ul>
 */
public final class EventStream implements AutoCloseable {

  private static final String MEDIA_TYPE = "text/event-stream";
  private static final int OK = 200;
  private static final int MAX_EVENTS_AHEAD = 4;
  private static final int MAX_PROBLEM_BYTES = 1 << 20;

  private static final String HEARTBEAT_HEADER = "Skip-Heartbeat-Seconds";

  /** How often a service is asked to let a silent stream be heard of, in seconds. */
  private static final String ASKED_HEARTBEAT = "3";

  private final boolean isHeartbeatKnown;
  private final InputStream body;
  private final Runnable release;
  private final BlockingQueue<Optional<StreamEvent>> events =
      new ArrayBlockingQueue<>(MAX_EVENTS_AHEAD);
  private final Thread reader;
  private volatile boolean ended;
  private volatile long heardNanos = System.nanoTime();

  private EventStream(InputStream body, boolean isHeartbeatKnown, Runnable release) {
    this.body = body;
    this.isHeartbeatKnown = isHeartbeatKnown;
    this.release = release;
    this.reader = Thread.ofVirtual().name("skip-event-reader").start(this::read);
  }

  /**
   * Follows a stream from its present contents on.
   *
   * @param address the address of a stream or of a resource
   * @throws BrokerException if the service refuses that
   * @throws UncheckedIOException if it cannot be reached
   */
  public static EventStream open(URI address) {
    return open(HttpRequest.newBuilder(address));
  }

  /**
   * Follows a stream from an event on that was seen before.
   *
   * @param lastEventId the identifier of that event
   * @throws BrokerException if the service refuses that
   * @throws UncheckedIOException if it cannot be reached
   */
  public static EventStream resume(URI address, String lastEventId) {
    return open(HttpRequest.newBuilder(address).header("Last-Event-ID", lastEventId));
  }

  private static EventStream open(HttpRequest.Builder request) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      return open(client, request, client::shutdownNow);
    } catch (RuntimeException | Error e) {
      client.shutdownNow();
      throw e;
    }
  }

  /**
   * Follows a stream over a client's connections.
   *
   * @param release is run when the stream is closed
   */
  static EventStream open(HttpClient client, HttpRequest.Builder request, Runnable release) {
    HttpRequest built =
        request.header("Accept", MEDIA_TYPE).header(HEARTBEAT_HEADER, ASKED_HEARTBEAT).build();
    try {
      HttpResponse<InputStream> response = client.send(built, BodyHandlers.ofInputStream());
      if (response.statusCode() != OK) {
        try (InputStream body = response.body()) {
          throw Requests.refusal(response, body.readNBytes(MAX_PROBLEM_BYTES));
        }
      }
      if (!response.headers().firstValue("Content-Type").orElse("").startsWith(MEDIA_TYPE)) {
        response.body().close();
        throw BrokerException.unexpected(
            OK, "the answer is no event stream; is it the streaming listener of a Skip service?");
      }
      boolean isHeartbeatKnown = response.headers().firstValue(HEARTBEAT_HEADER).isPresent();
      return new EventStream(response.body(), isHeartbeatKnown, release);
    } catch (IOException e) {
      throw Requests.unreachable(built.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      EventParser parser = new EventParser(lines, () -> heardNanos = System.nanoTime());
      for (Optional<StreamEvent> event = next(parser); event.isPresent(); event = next(parser)) {
        events.put(event);
      }
      events.put(Optional.empty());
    } catch (IOException e) {
      logClosing(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void logClosing(IOException failure) {
    System.getLogger(EventStream.class.getName())
        .log(System.Logger.Level.DEBUG, "closing an event stream", failure);
  }

  /** The next event; empty at the end, be it because the connection broke or of what it sent. */
  private static Optional<StreamEvent> next(EventParser parser) {
    try {
      return parser.nextOrSign();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The next event; empty if there is none within the time, or the stream has ended.
   *
   * @param timeoutMillis how long to wait
   */
  public Optional<StreamEvent> next(long timeoutMillis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    Optional<StreamEvent> next = nextOrSign(timeoutMillis);
    while (next.isPresent() && next.get() == EventParser.CURRENT) {
      next = nextOrSign(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
    }
    return next;
  }

  /** As {@link #next}, or {@link EventParser#CURRENT} where that comes first. */
  Optional<StreamEvent> nextOrSign(long timeoutMillis) {
    if (ended) {
      return Optional.empty();
    }
    try {
      Optional<StreamEvent> event = events.poll(timeoutMillis, TimeUnit.MILLISECONDS);
      if (event == null) {
        return Optional.empty();
      }
      ended = event.isEmpty();
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Whether there will be no more events: the service or {@link #close} has ended the stream. */
  public boolean isEnded() {
    return ended;
  }

  /**
   * Whether the service has said how often a silent stream is heard of: as this client asks, every
   * 3 seconds, or more often. Others are heard of every 30 seconds, as a rule.
   */
  public boolean isHeartbeatKnown() {
    return isHeartbeatKnown;
  }

  /**
   * For how long nothing has come, not even a heartbeat, in milliseconds. While the next event is
   * there to be taken, or many are, it does not say anything about the connection.
   */
  public long silentMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNanos);
  }

  /** Ends the connection. */
  @Override
  public void close() {
    ended = true;
    reader.interrupt();
    try {
      body.close();
    } catch (IOException e) {
      logClosing(e);
    }
    release.run();
  }
}
