package io.skipruntime.engine.heap;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The versions of the last while, by tick, for those who read the past. A version shares what it
 * has in common with its neighbours, so that each costs what one commit changed: a path of a tree
 * for each collection and the entries themselves, which {@link #add} estimates.
 *
 * <ul>
 *   <li>The ticks that are kept have no gap but those that were never given, and end with the last
 *       that was added: the oldest versions go first, when they are too old or all together have
 *       become too large.
 *   <li>{@code bytes} is the sum of what each costs. The newest version costs nothing more than the
 *       service itself, and is always kept.
 * </ul>
 *
 * <p>Thread-safe. Without a window it keeps nothing and costs nothing.
 */
public final class RecentVersions {

  /** An estimate of the nodes that are copied to change a collection at one place. */
  private static final int COLLECTION_BYTES = 2_048;

  /** An estimate of an entry and its share of a leaf. */
  private static final int ENTRY_BYTES = 128;

  private record Kept(Version version, long millis, long bytes) {}

  private final long windowMillis;
  private final long mostBytes;
  private final TreeMap<Long, Kept> byTick = new TreeMap<>();
  private long bytes;

  /**
   * No versions yet.
   *
   * @param windowMillis for how many milliseconds a version is kept; 0 to keep none
   * @param mostBytes how much all may cost, by estimate
   */
  public RecentVersions(long windowMillis, long mostBytes) {
    this.windowMillis = windowMillis;
    this.mostBytes = mostBytes;
  }

  /**
   * Adds a version; it takes the place of one of the same tick.
   *
   * @param nowMillis the time of the commit
   * @param collections how many collections it changed
   * @param entries how many entries of these
   */
  public void add(Version version, long nowMillis, int collections, long entries) {
    if (windowMillis > 0) {
      keep(
          new Kept(
              version, nowMillis, (long) COLLECTION_BYTES * collections + ENTRY_BYTES * entries));
    }
  }

  private synchronized void keep(Kept next) {
    Kept before = byTick.put(next.version().tick(), next);
    bytes += next.bytes() - (before == null ? 0 : before.bytes());
    while (byTick.size() > 1
        && (bytes > mostBytes || isOver(byTick.firstEntry().getValue(), next))) {
      bytes -= byTick.pollFirstEntry().getValue().bytes();
    }
  }

  private boolean isOver(Kept kept, Kept next) {
    return kept.millis() < next.millis() - windowMillis;
  }

  /** The version of a tick; empty if it is not kept, or not any more. */
  public synchronized Optional<Version> find(long tick) {
    return Optional.ofNullable(byTick.get(tick)).map(Kept::version);
  }

  /** The time of a commit; empty if its version is not kept. */
  public synchronized Optional<Instant> timeOf(long tick) {
    return Optional.ofNullable(byTick.get(tick)).map(kept -> Instant.ofEpochMilli(kept.millis()));
  }

  /** The earliest tick that is kept; empty if none is. */
  public synchronized Optional<Long> earliestTick() {
    return byTick.isEmpty() ? Optional.empty() : Optional.of(byTick.firstKey());
  }
}
