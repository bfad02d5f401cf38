package io.skipruntime.engine.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The writes that wait for the write lock. Who gets it carries out all that wait, in one
 * transaction for as many as possible; the others find theirs done. So the more writers wait, the
 * less each pays for what a commit costs (group commit: DeWitt and others, <cite>Implementation
 * Techniques for Main Memory Database Systems</cite>; one for all: Hendler, Incze, Shavit and
 * Tzafrir, <cite>Flat Combining and the Synchronization-Parallelism Tradeoff</cite>).
 *
 * <ul>
 *   <li>Each write has its own outcome. A group that fails is halved until the ones that fail are
 *       alone; all others are committed.
 *   <li>Writes take effect in the order in which they were added; within a group, where several
 *       write the same key, the last counts.
 *   <li>{@link #add} may be called by any thread, the rest by the holder of the write lock. A write
 *       that is taken from {@code waiting} is done before the lock is released. One whose writer
 *       got the lock at once is never there.
 * </ul>
 */
final class GroupCommit {

  /** A group gets no further writes when it has this many entries. */
  private static final int ENTRIES = 10_000;

  /** A write and, once it is done, its outcome. */
  static final class Pending {
    private final Write write;
    private boolean waits;
    private boolean done;
    private long tick;
    private @Nullable Throwable failure;

    Pending(Write write) {
      this.write = write;
    }

    private void committed(long atTick) {
      done = true;
      tick = atTick;
    }

    private void failed(Throwable reason) {
      done = true;
      failure = reason;
    }

    private long outcome() {
      if (failure == null) {
        return tick;
      }
      switch (failure) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }
  }

  private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();
  private final boolean grouping;

  /**
   * No writes yet.
   *
   * @param grouping whether writes share a transaction at all
   */
  GroupCommit(boolean grouping) {
    this.grouping = grouping;
  }

  /** Has a write wait for whoever has the write lock. */
  void add(Pending pending) {
    if (grouping) {
      pending.waits = true;
      waiting.add(pending);
    }
  }

  /**
   * The tick with which a write was committed, which is done now, together with others, unless
   * somebody else did it.
   *
   * @param transaction carries out some writes, all or nothing, and gives the tick
   * @throws RuntimeException what {@code transaction} threw for this write alone
   */
  long commit(Pending own, ToLongFunction<List<Write>> transaction) {
    while (!own.done) {
      commit(nextGroup(own), transaction);
    }
    return own.outcome();
  }

  /** Some that wait, and then {@code own} if that does not and there is room. */
  private List<Pending> nextGroup(Pending own) {
    if (!own.waits && (!grouping || waiting.isEmpty())) {
      return List.of(own);
    }
    List<Pending> group = new ArrayList<>();
    int entries = 0;
    for (Pending next = waiting.poll(); next != null; next = waiting.poll()) {
      group.add(next);
      entries += next.write.size();
      if (entries >= ENTRIES) {
        return group;
      }
    }
    if (!own.waits) {
      group.add(own);
    }
    return group;
  }

  private static List<Write> writes(List<Pending> group) {
    if (group.size() == 1) {
      return List.of(group.getFirst().write);
    }
    List<Write> writes = new ArrayList<>(group.size());
    for (Pending each : group) {
      writes.add(each.write);
    }
    return writes;
  }

  private static void commit(List<Pending> group, ToLongFunction<List<Write>> transaction) {
    try {
      long tick = transaction.applyAsLong(writes(group));
      group.forEach(each -> each.committed(tick));
    } catch (RuntimeException | Error e) {
      if (group.size() == 1) {
        group.getFirst().failed(e);
        return;
      }
      int half = group.size() / 2;
      commit(group.subList(0, half), transaction);
      commit(group.subList(half, group.size()), transaction);
    }
  }
}
