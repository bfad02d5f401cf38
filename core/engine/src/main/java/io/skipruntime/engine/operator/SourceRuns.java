package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.Workers;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.MapperRunner.Outcome;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a node's mapper in one turn, one for each dirty source entry: first on the
 * transaction's thread, then, when that has taken a while, on all threads.
 *
 * <p>What the functions read is final, and what they emit is applied when all have run; so all that
 * their order could change is which of several failures is met.
 *
 * <p>Functions that run on all threads can only read. One that asks for more, to create a
 * collection or for an entry of a lazy one, is <em>refused</em>: it runs again on the transaction's
 * thread, as do all that have not run then, and in later turns all.
 *
 * <p>{@code outcomes} has null where the mapper has not run, or was refused.
 */
final class SourceRuns {

  /** A turn checks its time this often; a power of two. */
  private static final int ENTRIES_PER_CHECK = 16;

  private static final int CHUNKS_PER_THREAD = 16;
  private static final int CHUNK = 256;

  private final MappingNode node;
  private final Transaction transaction;
  private final Object[] keys;
  private final @Nullable ValueList[] values;
  private final @Nullable Outcome[] outcomes;
  private int reported;

  /**
   * Runs that have not begun.
   *
   * @param keys the source entries' keys
   * @param values their values; null for an entry that is gone
   */
  SourceRuns(
      MappingNode node, Object[] keys, @Nullable ValueList[] values, Transaction transaction) {
    this.node = node;
    this.keys = keys;
    this.values = values;
    this.transaction = transaction;
    this.outcomes = new Outcome[keys.length];
  }

  /** Runs the mapper for all source entries, and gives what it emitted, in their order. */
  Outcome[] outcomes() {
    try (MapperRunner.Turn turn = node.beginRuns(transaction)) {
      int done = runAlone(turn);
      if (done < keys.length) {
        report(done);
        transaction.runs(node, null);
        new Sharing(done).run(turn);
      }
    }
    return outcomes;
  }

  /** Runs as many as it pays to run on this thread; the number of those that have run. */
  private int runAlone(MapperRunner.Turn turn) {
    Workers workers = transaction.graph().workers();
    long start = keys.length > 2 ? System.nanoTime() : 0;
    for (int i = 0; i < keys.length; i++) {
      if (i > 0
          && keys.length - i > 1
          && isTimeToCheck(i)
          && node.mayRunInParallel()
          && workers.areWorthwhile(start)) {
        return i;
      }
      runHere(i, turn);
    }
    return keys.length;
  }

  private static boolean isTimeToCheck(int position) {
    return position < ENTRIES_PER_CHECK || (position & (ENTRIES_PER_CHECK - 1)) == 0;
  }

  private void runHere(int position, MapperRunner.Turn turn) {
    Object source = keys[position];
    ValueList entry = values[position];
    if (entry == null) {
      outcomes[position] = Outcome.gone(source, node.source(source));
      return;
    }
    if (position >= reported) {
      transaction.graph().events().ran(node, source);
    }
    transaction.runs(node, source);
    outcomes[position] = Objects.requireNonNull(turn.run(source, entry));
  }

  /** Says of the source entries from a position on that the mapper runs for them. */
  private void report(int from) {
    for (int i = from; i < keys.length; i++) {
      if (values[i] != null) {
        transaction.graph().events().ran(node, keys[i]);
      }
    }
    reported = keys.length;
  }

  /** A failure and where it was met. */
  private record Failure(int position, Throwable cause) {}

  /**
   * The runs that are shared by all threads: each takes the next few source entries, until there
   * are none.
   *
   * <ul>
   *   <li>{@code firstFailure} is the first source entry that is known to fail; all before it have
   *       run or will run, so that in the end it is the one that fails in any order.
   * </ul>
   */
  private final class Sharing {
    private final int from;
    private final int chunk;
    private final AtomicInteger taken;
    private final AtomicReference<@Nullable Failure> firstFailure = new AtomicReference<>();

    Sharing(int from) {
      this.from = from;
      this.taken = new AtomicInteger(from);
      int chunks = transaction.graph().workers().threads() * CHUNKS_PER_THREAD;
      this.chunk = Math.clamp((keys.length - from) / chunks, 1, CHUNK);
    }

    void run(MapperRunner.Turn turn) {
      transaction.graph().workers().runOnAll(this::takeChunks);
      Failure failure = firstFailure.get();
      runLeftOut(failure == null ? keys.length : failure.position(), turn);
      if (failure != null) {
        throwCause(failure);
      }
    }

    private void takeChunks() {
      MapperRunner runner = node.runner(Evaluation.reading(node));
      try (MapperRunner.Turn turn = runner.begin(transaction)) {
        for (int at = taken.getAndAdd(chunk); goesOn(at); at = taken.getAndAdd(chunk)) {
          runChunk(turn, at, Math.min(at + chunk, keys.length));
        }
      }
    }

    private boolean goesOn(int position) {
      Failure failure = firstFailure.get();
      return position < keys.length
          && node.mayRunInParallel()
          && (failure == null || position < failure.position());
    }

    private void runChunk(MapperRunner.Turn turn, int start, int end) {
      for (int i = start; i < end && goesOn(i); i++) {
        try {
          ValueList entry = values[i];
          outcomes[i] =
              entry == null
                  ? Outcome.gone(keys[i], node.source(keys[i]))
                  : turn.run(keys[i], entry);
        } catch (Throwable e) {
          firstFailure.accumulateAndGet(new Failure(i, e), SourceRuns::earlier);
        }
      }
    }

    private void runLeftOut(int end, MapperRunner.Turn turn) {
      for (int i = from; i < end; i++) {
        if (outcomes[i] == null) {
          runHere(i, turn);
        }
      }
    }
  }

  private static @Nullable Failure earlier(@Nullable Failure one, @Nullable Failure other) {
    return one == null || (other != null && other.position() < one.position()) ? other : one;
  }

  private static void throwCause(Failure failure) {
    switch (failure.cause()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }
}
