package io.skipruntime.engine.sink;

import io.skipruntime.Entry;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkPosition;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A batch on its way to a target. It counts what is read of it, and notes what is refused until it
 * is known whether the batch was written.
 */
final class Batch implements SinkBatch {

  private final Pending.Entries pending;
  private final Optional<SinkPosition> previous;
  private final AtomicLong largestCount = new AtomicLong();
  private final Map<Object, String> refused = new LinkedHashMap<>();

  Batch(Pending.Entries pending, Optional<SinkPosition> previous) {
    this.pending = pending;
    this.previous = pending.isResync() ? Optional.empty() : previous;
  }

  @Override
  public boolean isResync() {
    return pending.isResync();
  }

  @Override
  public Optional<SinkPosition> previous() {
    return previous;
  }

  @Override
  public SinkPosition position() {
    return pending.position();
  }

  @Override
  public Iterable<Entry<Object, Object>> entries() {
    return () -> new Counted(pending.entries().iterator());
  }

  @Override
  public synchronized void refuse(Object key, String why) {
    refused.put(key, why);
  }

  /** How many entries were read, the time that most were. */
  long count() {
    return largestCount.get();
  }

  /** Notes what is refused, and that all else of the batch is not any more. */
  synchronized void settle(RefusedKeys keys) {
    if (isResync()) {
      keys.clear();
    } else if (!keys.isEmpty()) {
      for (Entry<Object, Object> entry : pending.entries()) {
        keys.remove(entry.key());
      }
    }
    refused.forEach(keys::add);
  }

  /** The entries, counted while they are read. */
  private final class Counted implements Iterator<Entry<Object, Object>> {
    private final Iterator<Entry<Object, Object>> entries;
    private long count;

    Counted(Iterator<Entry<Object, Object>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean hasNext() {
      return entries.hasNext();
    }

    @Override
    public Entry<Object, Object> next() {
      Entry<Object, Object> next = entries.next();
      count++;
      if (!entries.hasNext()) {
        largestCount.accumulateAndGet(count, Math::max);
      }
      return next;
    }
  }
}
