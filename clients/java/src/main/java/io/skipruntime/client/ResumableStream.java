package io.skipruntime.client;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a resource beyond the end of its connections: each one goes on where the one before
 * ended, or begins with all data where the service has forgotten the stream. For one thread.
 *
 * <p>What is received is what the service has at that time: events of a connection are kept back
 * until the service says that there are no more for now, and then received as one.
 *
 * <ul>
 *   <li>{@code uuid} is the stream that is open over there, as far as known; null if none is.
 *   <li>{@code lastEventId} is that of the last event that was accepted, with all before it. It is
 *       empty if something is missing: the next connection begins with all data.
 *   <li>{@code early} has the events of the connection that came before the service said that they
 *       are all; null from then on.
 *   <li>{@code hasContents} is whether differences of the connection are of what was received: it
 *       was resumed, or has begun with all data, and the resource has not failed since.
 *   <li>{@code isSignedEarly} is whether the service has said so before the first data came.
 * </ul>
 */
public final class ResumableStream {

  private static final Logger LOGGER = System.getLogger(ResumableStream.class.getName());
  private static final long MAX_WAIT_MILLIS = 1_000;

  /** What is answered where a stream is not there, or its token is no longer good. */
  private static final Set<Integer> GONE = Set.of(401, 404, 409, 410);

  private static final String UNKNOWN_STREAM = "unknown-stream";
  private static final String UNAUTHORIZED = "unauthorized";
  private static final String FORBIDDEN = "forbidden";

  private static final Set<Integer> PASSING_CLIENT_ERRORS = Set.of(408, 425, 429);

  /** The receiver of a stream's events; called by the thread that follows it. */
  public interface Receiver {

    /**
     * Takes entries, in the order of their keys.
     *
     * @param isInitial whether they replace all that was there; else those without values are gone
     * @param id of the event, or of the last of several that are received as one
     * @throws SourceException if they do not fit; the connection ends, and the next one begins with
     *     all data
     */
    void receive(List<JsonEntry> entries, boolean isInitial, String id) throws SourceException;

    /**
     * Is told that a connection has been resumed, and that what was received last is all there is.
     *
     * @throws SourceException ends the connection
     */
    void resumed() throws SourceException;

    /** Is told that the resource has failed over there; all data follows when it has recovered. */
    void failedOverThere(String reason);

    /** Whether nothing more is wanted. */
    boolean isStopped();
  }

  private final SkipServiceBroker broker;
  private final String resource;
  private final Json params;
  private final long silenceMillis;
  private final long unknownSilenceMillis;
  private @Nullable String uuid;
  private Optional<String> lastEventId = Optional.empty();
  private @Nullable List<StreamEvent> early;
  private boolean hasContents;
  private boolean isSignedEarly;

  /**
   * A stream that is not open yet.
   *
   * @param silenceMillis for how long nothing may come over a connection whose service says how
   *     often a silent stream is heard of; see {@link EventStream#isHeartbeatKnown}
   * @param unknownSilenceMillis for how long nothing may come over one of a service that does not
   */
  public ResumableStream(
      SkipServiceBroker broker,
      String resource,
      Json params,
      long silenceMillis,
      long unknownSilenceMillis) {
    this.broker = broker;
    this.resource = resource;
    this.params = params;
    this.silenceMillis = silenceMillis;
    this.unknownSilenceMillis = unknownSilenceMillis;
  }

  /**
   * Lets the first connection go on with a stream that an earlier process opened, if it is still
   * there. Before the first {@link #follow}.
   *
   * @param earlier identifies the stream
   * @param eventId the id of the last event that was accepted, with all before it
   */
  public void resumeFrom(String earlier, String eventId) {
    uuid = earlier;
    lastEventId = Optional.of(eventId).filter(id -> !id.isEmpty());
  }

  /** Identifies the stream that is open over there, as far as known; empty if none is. */
  public Optional<String> uuid() {
    return Optional.ofNullable(uuid);
  }

  /**
   * Connects, and receives as long as the connection lasts.
   *
   * @throws SourceException why it has not come about, or has ended
   * @throws InterruptedException if the receiver has stopped
   */
  public void follow(Receiver receiver) throws SourceException, InterruptedException {
    try (EventStream events = connect()) {
      take(events, receiver);
    } catch (BrokerException e) {
      String refusal = host() + " refuses " + resource + ": " + e.getMessage();
      if (e.type().equals(FORBIDDEN)) {
        throw SourceException.forbidden(refusal);
      }
      throw isLasting(e)
          ? SourceException.lasting(refusal)
          : SourceException.passing(refusal, e.retryAfterMillis());
    } catch (UncheckedIOException e) {
      throw SourceException.passing(
          "the service cannot be reached: " + SourceException.messageOf(e));
    }
    throw new InterruptedException();
  }

  private static boolean isLasting(BrokerException refusal) {
    return refusal.status() / 100 == 4 && !PASSING_CLIENT_ERRORS.contains(refusal.status());
  }

  private String host() {
    URI control = broker.entrypoint().control();
    return control.getScheme() + "://" + control.getAuthority();
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

  /** Takes events until the receiver has stopped. */
  private void take(EventStream events, Receiver receiver) throws SourceException {
    long mostMillis = events.isHeartbeatKnown() ? silenceMillis : unknownSilenceMillis;
    long waitMillis = Math.min(MAX_WAIT_MILLIS, mostMillis);
    early = new ArrayList<>();
    hasContents = lastEventId.isPresent();
    isSignedEarly = false;
    while (!receiver.isStopped()) {
      Optional<StreamEvent> event = events.nextOrSign(waitMillis);
      if (event.isPresent()) {
        take(event.get(), receiver);
      } else if (receiver.isStopped()) {
        return;
      } else if (events.isEnded()) {
        throw SourceException.passing(host() + " has ended the stream of " + resource);
      } else if (events.silentMillis() > mostMillis) {
        throw SourceException.passing(
            "nothing has come from the service for " + mostMillis + " ms");
      }
    }
  }

  private void take(StreamEvent event, Receiver receiver) throws SourceException {
    if (event == EventParser.CURRENT) {
      takeSign(receiver);
      return;
    }
    switch (event.name()) {
      case "init" -> {
        hasContents = true;
        takeEntries(event, receiver);
        if (isSignedEarly) {
          isSignedEarly = false;
          takeEarly(receiver);
        }
      }
      case "update" -> {
        requireContents();
        takeEntries(event, receiver);
      }
      case "error" -> takeFailure(event.data(), receiver);
      default -> LOGGER.log(Level.DEBUG, "an event of the unknown kind {0}", event.name());
    }
  }

  /**
   * Takes the sign that nothing is missing. Before the first contents of a stream that is not
   * resumed, or that has failed, it says nothing of those that were received before: it is kept
   * until they have come.
   */
  private void takeSign(Receiver receiver) throws SourceException {
    if (hasContents) {
      takeEarly(receiver);
    } else {
      isSignedEarly = true;
    }
  }

  private void requireContents() throws SourceException {
    if (!hasContents) {
      throw SourceException.passing(
          host()
              + " begins the stream of "
              + resource
              + " with a difference, and not with all data");
    }
  }

  private void takeEntries(StreamEvent event, Receiver receiver) throws SourceException {
    if (early == null) {
      FoldedEvents single = new FoldedEvents();
      add(event, single);
      give(single, event.id(), receiver);
    } else {
      early.add(event);
    }
  }

  /** Takes what was kept back, which is now known to be all. */
  private void takeEarly(Receiver receiver) throws SourceException {
    List<StreamEvent> all = early;
    early = null;
    if (all == null) {
      return;
    }
    if (all.isEmpty()) {
      receiver.resumed();
      return;
    }
    FoldedEvents folded = new FoldedEvents();
    for (StreamEvent event : all) {
      add(event, folded);
    }
    give(folded, all.getLast().id(), receiver);
  }

  private void add(StreamEvent event, FoldedEvents folded) throws SourceException {
    lastEventId = Optional.empty();
    folded.add(entries(event), event.name().equals("init"), event.id());
  }

  private void give(FoldedEvents events, String id, Receiver receiver) throws SourceException {
    events.giveTo(receiver::receive);
    lastEventId = Optional.of(id).filter(last -> !last.isEmpty());
  }

  private void takeFailure(Json problem, Receiver receiver) throws SourceException {
    early = new ArrayList<>();
    hasContents = false;
    isSignedEarly = false;
    switch (text(problem, "type").orElse("")) {
      case UNKNOWN_STREAM -> {
        uuid = null;
        throw SourceException.passing(host() + " does not know the stream of " + resource);
      }
      case UNAUTHORIZED ->
          throw SourceException.passing(
              host() + " has ended the stream of " + resource + ", since its permission has");
      case FORBIDDEN ->
          throw SourceException.forbidden(
              host() + " refuses " + resource + " from now on: its permission has ended");
      default -> {
        // the stream goes on
      }
    }
    receiver.failedOverThere(
        "the resource "
            + resource
            + " has failed: "
            + text(problem, "detail").orElse("it does not say why"));
  }

  private List<JsonEntry> entries(StreamEvent event) throws SourceException {
    try {
      return event.entries();
    } catch (IllegalStateException e) {
      throw SourceException.lasting(
          "an event of " + resource + " has no entries: " + e.getMessage());
    }
  }

  private static Optional<String> text(Json problem, String member) {
    return problem instanceof JsonObject document
            && document.find(member).orElse(Json.NULL) instanceof JsonString text
        ? Optional.of(text.asString())
        : Optional.empty();
  }

  /** Closes the stream over there, if one is open and the service can be reached. */
  public void delete() {
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
