package io.skipruntime.server.stream;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.JsonWriter;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.request.Entries;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The events of one resource instance, each encoded once for all subscribers that need the same,
 * and who is woken when there may be new ones: one {@link FanOut} for each event loop.
 *
 * <p>An event depends only on where its subscriber was and what it sees then. The events encoded
 * last are kept for the next subscriber as long as memory allows: the collector may take them at
 * any time, and they are encoded again if need be. Several are kept, so that those who were slow,
 * each at a place of its own, do not displace what all others need. May be used by any thread.
 */
final class EventFeed {

  private static final int KEPT_EVENTS = 8;
  private static final long ANYWHERE = -1;

  private final StreamCounters counters;
  private final Map<Context, FanOut> fanOuts = new ConcurrentHashMap<>();
  private final Deque<Kept> kept = new ArrayDeque<>();

  /**
   * An event that was encoded.
   *
   * @param from position of its subscribers before; {@code ANYWHERE} for an {@code init}
   * @param to what they see then
   */
  private record Kept(long from, Watermark to, WeakReference<EncodedEvent> event) {

    boolean isFor(long position, Watermark watermark) {
      return from == position && to.equals(watermark);
    }
  }

  EventFeed(StreamCounters counters) {
    this.counters = counters;
  }

  /** What wakes the subscribers whose connections belong to the event loop of a context. */
  FanOut fanOut(Context context) {
    return fanOuts.computeIfAbsent(((ContextInternal) context).unwrap(), FanOut::new);
  }

  /** The event for what a subscriber has not seen yet, if there is anything. */
  Optional<EncodedEvent> poll(Subscription subscription) {
    long position = subscription.position();
    return subscription
        .<Object, Object>poll()
        .map(update -> event(update.isInitial() ? ANYWHERE : position, update))
        .or(() -> subscription.pollFailure().map(EventFeed::error));
  }

  private static EncodedEvent error(ComputationException failure) {
    byte[] problem = Failures.problemOf(failure, "an event stream").answer("").body();
    return EncodedEvent.of(
        "event: error\ndata: " + new String(problem, StandardCharsets.UTF_8) + "\n\n");
  }

  private synchronized EncodedEvent event(long from, CollectionUpdate<Object, Object> update) {
    for (Kept each : kept) {
      EncodedEvent shared = each.isFor(from, update.watermark()) ? each.event.get() : null;
      if (shared != null) {
        return shared;
      }
    }
    EncodedEvent event = encode(update);
    kept.addFirst(new Kept(from, update.watermark(), new WeakReference<>(event)));
    if (kept.size() > KEPT_EVENTS) {
      kept.removeLast();
    }
    return event;
  }

  private EncodedEvent encode(CollectionUpdate<Object, Object> update) {
    counters.countEncoding();
    JsonWriter out = new JsonWriter();
    out.frame(utf8("event: " + (update.isInitial() ? "init" : "update")));
    out.frame(utf8("\nid: " + update.watermark() + "\ndata: "));
    Entries.write(update.values(), out);
    out.frame(utf8("\n\n"));
    return new EncodedEvent(out.toByteArray());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
