package io.skipruntime.server;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events of one resource instance, each encoded once for all subscribers that need the same.
 *
 * <p>An event depends only on what the subscriber has seen and what it sees then. The last {@code
 * init} and the last {@code update} are kept for the next subscriber as long as memory allows: the
 * collector may take them at any time, and they are encoded again if need be. May be used by any
 * thread.
 */
final class EventFeed {

  private final Metrics metrics;
  private @Nullable Encoded lastInit;
  private @Nullable Encoded lastUpdate;

  /**
   * An event.
   *
   * @param from what the subscriber has seen; in an {@code init} it does not matter
   * @param to what it sees then
   * @param bytes the event as it is sent
   */
  private record Encoded(Optional<Watermark> from, Watermark to, WeakReference<Buffer> bytes) {}

  EventFeed(Metrics metrics) {
    this.metrics = metrics;
  }

  /** The event for what a subscriber has not seen yet, if there is anything. */
  Optional<Buffer> poll(Subscription subscription) {
    Optional<Watermark> seen = subscription.seen();
    return subscription
        .<Object, Object>poll()
        .map(update -> event(seen, update))
        .or(() -> subscription.pollFailure().map(EventFeed::error));
  }

  private static Buffer error(ComputationException failure) {
    byte[] problem = Failures.problemOf(failure, "an event stream").answer("").body();
    return Buffer.buffer("event: error\ndata: ").appendBytes(problem).appendString("\n\n");
  }

  private synchronized Buffer event(
      Optional<Watermark> seen, CollectionUpdate<Object, Object> update) {
    Optional<Watermark> from = update.isInitial() ? Optional.empty() : seen;
    Encoded last = update.isInitial() ? lastInit : lastUpdate;
    if (last != null && last.from.equals(from) && last.to.equals(update.watermark())) {
      Buffer shared = last.bytes.get();
      if (shared != null) {
        return shared;
      }
    }
    Buffer bytes = encode(update);
    Encoded encoded = new Encoded(from, update.watermark(), new WeakReference<>(bytes));
    if (update.isInitial()) {
      lastInit = encoded;
    } else {
      lastUpdate = encoded;
    }
    return bytes;
  }

  private Buffer encode(CollectionUpdate<Object, Object> update) {
    metrics.countEncoding();
    JsonWriter out = new JsonWriter();
    out.frame(utf8("event: " + (update.isInitial() ? "init" : "update")));
    out.frame(utf8("\nid: " + update.watermark() + "\ndata: "));
    Entries.write(update.values(), out);
    out.frame(utf8("\n\n"));
    return Buffer.buffer(out.size()).appendBytes(out.array(), 0, out.size());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
