package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.client.BrokerException;
import io.skipruntime.client.EventStream;
import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.StreamEvent;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Follows one stream of another service for one subscription; an attempt lasts as long as the
 * connection.
 *
 * <ul>
 *   <li>{@code uuid} is the stream that is open over there, as far as known; null if none is.
 *   <li>{@code lastEventId} is that of the last event whose data the service has accepted, with all
 *       before it. It is empty if something is missing: the next connection begins with all data.
 * </ul>
 */
final class RemoteStream extends Feed {

  private static final Logger LOGGER = System.getLogger(RemoteStream.class.getName());
  private static final long FIRST_RETRY_MILLIS = 200;
  private static final long MAX_RETRY_MILLIS = 10_000;
  private static final long MAX_WAIT_MILLIS = 1_000;

  /** For how long a resumed stream may have changes to tell before it counts as having none. */
  private static final long SETTLE_MILLIS = 200;

  /** What an address of a stream answers that is not there, or not for another connection. */
  private static final Set<Integer> GONE = Set.of(404, 409, 410);

  private static final Set<Integer> PASSING_CLIENT_ERRORS = Set.of(408, 425, 429);

  private final SkipServiceBroker broker;
  private final String resource;
  private final Json params;
  private final long silenceMillis;
  private @Nullable String uuid;
  private Optional<String> lastEventId = Optional.empty();

  RemoteStream(
      SkipServiceBroker broker,
      String resource,
      Json params,
      long silenceMillis,
      Callbacks callbacks) {
    super(
        "skip-remote-" + resource,
        callbacks,
        new Backoff(FIRST_RETRY_MILLIS, MAX_RETRY_MILLIS, ThreadLocalRandom.current()));
    this.broker = broker;
    this.resource = resource;
    this.params = params;
    this.silenceMillis = silenceMillis;
  }

  @Override
  long attempt() throws SourceException, InterruptedException {
    try (EventStream events = connect()) {
      follow(events);
    } catch (BrokerException e) {
      throw isLasting(e)
          ? SourceException.lasting(refusal(e))
          : SourceException.passing(refusal(e));
    } catch (UncheckedIOException e) {
      throw SourceException.passing(
          "the other service cannot be reached: "
              + SourceException.messageOf(Objects.requireNonNullElse(e.getCause(), e)));
    }
    throw new InterruptedException();
  }

  private static boolean isLasting(BrokerException refusal) {
    return refusal.status() / 100 == 4 && !PASSING_CLIENT_ERRORS.contains(refusal.status());
  }

  private String refusal(BrokerException refusal) {
    return "the other service refuses " + resource + ": " + refusal.getMessage();
  }

  private EventStream connect() {
    if (uuid != null) {
      try {
        return broker.follow(uuid, lastEventId);
      } catch (BrokerException e) {
        if (!GONE.contains(e.status())) {
          throw e;
        }
      }
    }
    lastEventId = Optional.empty();
    uuid = null;
    String opened = broker.getStreamUUID(resource, params);
    uuid = opened;
    return broker.follow(opened, lastEventId);
  }

  /** Takes events until the feed is stopped. */
  private void follow(EventStream events) throws SourceException {
    long waitMillis = Math.min(MAX_WAIT_MILLIS, silenceMillis);
    boolean settled = lastEventId.isEmpty();
    while (!isStopped()) {
      Optional<StreamEvent> event = events.next(settled ? waitMillis : SETTLE_MILLIS);
      if (event.isPresent()) {
        take(event.get());
        settled = true;
      } else if (isStopped()) {
        return;
      } else if (events.isEnded()) {
        throw SourceException.passing("the other service has ended the stream of " + resource);
      } else if (events.silentMillis() > silenceMillis) {
        throw SourceException.passing(
            "nothing has come from the other service for " + silenceMillis + " ms");
      } else if (!settled) {
        confirm();
        settled = true;
      }
    }
  }

  private void take(StreamEvent event) throws SourceException {
    switch (event.name()) {
      case "init", "update" -> {
        Optional<String> next = Optional.of(event.id()).filter(id -> !id.isEmpty());
        lastEventId = Optional.empty();
        deliver(entries(event), event.name().equals("init"));
        lastEventId = next;
      }
      case "error" -> troubled("the resource " + resource + " has failed: " + detail(event.data()));
      default -> LOGGER.log(Level.DEBUG, "an event of the unknown kind {0}", event.name());
    }
  }

  private List<Entry<Json, Json>> entries(StreamEvent event) throws SourceException {
    try {
      return event.entries().stream().map(RemoteStream::entry).toList();
    } catch (IllegalStateException e) {
      throw SourceException.lasting(
          "an event of " + resource + " has no entries: " + e.getMessage());
    }
  }

  private static Entry<Json, Json> entry(JsonEntry entry) {
    return new Entry<>(entry.key(), entry.values());
  }

  private static String detail(Json problem) {
    return problem instanceof JsonObject document
            && document.find("detail").orElse(Json.NULL) instanceof JsonString detail
        ? detail.asString()
        : "it does not say why";
  }

  @Override
  void end() {
    if (uuid == null) {
      return;
    }
    try {
      broker.deleteUUID(uuid);
    } catch (BrokerException | UncheckedIOException e) {
      LOGGER.log(Level.DEBUG, "the stream is left to be collected", e);
    }
  }
}
