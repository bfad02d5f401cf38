package io.skipruntime.engine.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The writes that wait for the write lock. Who gets it carries out all that wait, in one
 * transaction for as many as possible; the others find theirs done. So the more writers wait, the
 * less each pays for what a commit costs (group commit: DeWitt and others, <cite>Implementation
 * Techniques for Main Memory Database Systems</cite>; one for all: Hendler, Incze, Shavit and
 * Tzafrir, <cite>Flat Combining and the Synchronization-Parallelism Tradeoff</cite>).
 *
 * <ul>
 *   <li>Writes take effect in the order in which they were added; within a group, where several
 *       write the same key, the last counts.
 *   <li>A request that is taken is done before the lock is released, or withdrawn by no thread: one
 *       is either taken or withdrawn.
 *   <li>{@link #nextGroup} is for the holder of the write lock, the rest for any thread.
 * </ul>
 */
final class GroupCommit {

  /** A group gets no further writes when it has this many entries. */
  private static final int ENTRIES = 10_000;

  private final Queue<Request<?>> waiting = new ConcurrentLinkedQueue<>();
  private final boolean grouping;

  /**
   * No writes yet.
   *
   * @param grouping whether writes share a transaction at all
   */
  GroupCommit(boolean grouping) {
    this.grouping = grouping;
  }

  /** Lets a request wait for any holder of the write lock, and says whether it does. */
  boolean add(Request<?> request) {
    return grouping && request.write() != null && waiting.add(request);
  }

  /** Withdraws a request that waits; false if somebody has taken it. */
  boolean withdraw(Request<?> request) {
    return waiting.remove(request);
  }

  /**
   * The requests to carry out next, together: some that wait, and {@code own} if it does not wait
   * and there is room. Again and again it leads to {@code own}.
   *
   * @param waits whether {@code own} was added
   */
  List<Request<?>> nextGroup(Request<?> own, boolean waits) {
    if (!waits && (!grouping || own.write() == null || waiting.isEmpty())) {
      return List.of(own);
    }
    List<Request<?>> group = new ArrayList<>();
    int entries = 0;
    for (Request<?> next = waiting.poll(); next != null; next = waiting.poll()) {
      group.add(next);
      Write write = next.write();
      entries += write == null ? 0 : write.size();
      if (entries >= ENTRIES) {
        return group;
      }
    }
    if (!waits) {
      group.add(own);
    }
    return group;
  }
}
