package io.skipruntime.engine.subscription;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.instance.ResourceInstance;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The ticks from which on deletions are remembered for sinks, longer than the {@link ResumeWindow}
 * does it for all: each sink's own, in the collection of its instance alone.
 *
 * <ul>
 *   <li>A collection that has more deletions than {@code most} remembers none for sinks: what it
 *       costs is bounded, and a target that has been away for that long is given everything.
 * </ul>
 *
 * <p>Thread-safe; {@link #earliestTick} is for the transaction's thread.
 */
public final class RememberedDeletions {

  /** The tick that one sink's target is at. */
  public static final class Mark {
    private final ResourceInstance instance;
    private volatile long tick;

    private Mark(ResourceInstance instance, long tick) {
      this.instance = instance;
      this.tick = tick;
    }

    /** Goes to another tick. */
    public void moveTo(long newTick) {
      tick = newTick;
    }
  }

  private final int most;
  private final List<Mark> marks = new CopyOnWriteArrayList<>();

  /**
   * No sinks yet.
   *
   * @param most how many deletions of one collection are remembered at most
   */
  public RememberedDeletions(int most) {
    this.most = most;
  }

  /** Remembers what is deleted from an instance's collection after a tick. */
  public Mark add(ResourceInstance instance, long tick) {
    Mark mark = new Mark(instance, tick);
    marks.add(mark);
    return mark;
  }

  /** Remembers nothing for a mark any more. */
  public void remove(Mark mark) {
    marks.remove(mark);
  }

  /**
   * The tick from which on deletions of a collection are remembered.
   *
   * @param tombstones how many there are
   * @param windowTick the tick if there were no sinks
   */
  public long earliestTick(CollectionNode collection, int tombstones, long windowTick) {
    long earliest = windowTick;
    if (tombstones <= most) {
      for (Mark mark : marks) {
        if (mark.instance.output() == collection) {
          earliest = Math.min(earliest, mark.tick);
        }
      }
    }
    return earliest;
  }
}
