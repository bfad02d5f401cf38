package io.skipruntime.server.stream;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EventId;
import io.skipruntime.engine.News;
import io.skipruntime.json.JsonWriter;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.problem.Disclosure;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.request.Entries;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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
  private final Disclosure disclosure;
  private final Map<EventLoop, FanOut> fanOuts = new ConcurrentHashMap<>();
  private final Deque<Kept> kept = new ArrayDeque<>();
  private @Nullable Told told;

  /**
   * An event that was encoded.
   *
   * @param from position of its subscribers before; {@code ANYWHERE} for an {@code init}
   * @param id says what they see then
   */
  private record Kept(long from, EventId id, WeakReference<EncodedEvent> event) {

    boolean isFor(long position, EventId wanted) {
      return from == position && id.equals(wanted);
    }
  }

  /**
   * A failure that subscribers are told of.
   *
   * @param event the event that tells of it
   */
  private record Told(ComputationException failure, EncodedEvent event) {}

  EventFeed(StreamCounters counters, Disclosure disclosure) {
    this.counters = counters;
    this.disclosure = disclosure;
  }

  /** What wakes the subscribers whose connections belong to an event loop. */
  FanOut fanOut(EventLoop loop) {
    return fanOuts.computeIfAbsent(loop, FanOut::new);
  }

  /**
   * The event that tells a subscriber of news, if there is anything to tell.
   *
   * @param position where the subscriber was before
   */
  Optional<EncodedEvent> event(long position, News<Object, Object> news) {
    return switch (news) {
      case News.Nothing<Object, Object> nothing -> Optional.empty();
      case News.Changes<Object, Object> changes -> {
        long from = changes.update().isInitial() ? ANYWHERE : position;
        yield Optional.of(event(from, changes.id(), changes.update()));
      }
      case News.Failed<Object, Object> failed -> Optional.of(error(failed.failure()));
      case News.Ended<Object, Object> ended -> Optional.empty();
    };
  }

  private synchronized EncodedEvent error(ComputationException failure) {
    Told last = told;
    if (last == null || last.failure() != failure) {
      ProblemDocument problem = disclosure.of(Failures.problemOf(failure, "an event stream"));
      last = new Told(failure, Framing.ALONE.error(problem));
      told = last;
    }
    return last.event();
  }

  private synchronized EncodedEvent event(
      long from, EventId id, CollectionUpdate<Object, Object> update) {
    for (Kept each : kept) {
      EncodedEvent shared = each.isFor(from, id) ? each.event.get() : null;
      if (shared != null) {
        return shared;
      }
    }
    EncodedEvent event = encode(id, update);
    kept.addFirst(new Kept(from, id, new WeakReference<>(event)));
    if (kept.size() > KEPT_EVENTS) {
      kept.removeLast();
    }
    return event;
  }

  private EncodedEvent encode(EventId id, CollectionUpdate<Object, Object> update) {
    counters.countEncoding();
    JsonWriter out = new JsonWriter();
    out.frame(utf8("event: " + (update.isInitial() ? "init" : "update")));
    out.frame(utf8("\nid: " + id + "\ndata: "));
    Entries.write(update.values(), out);
    out.frame(utf8("\n\n"));
    return new EncodedEvent(out.toByteArray());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
