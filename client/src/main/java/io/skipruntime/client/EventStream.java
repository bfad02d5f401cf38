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
 *   <li>{@code events} has what was read and not taken, and after the last event an empty one
 * </ul>
 */
public final class EventStream implements AutoCloseable {

  private static final int MAX_EVENTS_AHEAD = 4;

  private final HttpClient client;
  private final InputStream body;
  private final BlockingQueue<Optional<StreamEvent>> events =
      new ArrayBlockingQueue<>(MAX_EVENTS_AHEAD);
  private final Thread reader;
  private volatile boolean ended;

  private EventStream(HttpClient client, InputStream body) {
    this.client = client;
    this.body = body;
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
      HttpResponse<InputStream> response =
          client.send(
              request.header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        String problem = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        throw BrokerException.of(response.statusCode(), problem);
      }
      return new EventStream(client, response.body());
    } catch (IOException e) {
      client.shutdownNow();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      client.shutdownNow();
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      EventParser parser = new EventParser(lines);
      Optional<StreamEvent> event;
      do {
        event = parser.next();
        events.put(event);
      } while (event.isPresent());
    } catch (IOException | RuntimeException e) {
      events.offer(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The next event; empty if there is none within the time, or the stream has ended.
   *
   * @param timeoutMillis how long to wait
   */
  public Optional<StreamEvent> next(long timeoutMillis) {
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

  /** Ends the connection. */
  @Override
  public void close() {
    ended = true;
    reader.interrupt();
    client.shutdownNow();
  }
}
