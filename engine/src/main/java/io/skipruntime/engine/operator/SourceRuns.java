package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.Workers;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.MapperRunner.Outcome;
import java.util.Arrays;
import java.util.List;
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
 * <ul>
 *   <li>Functions that run on all threads can only read. One that asks for more, to create a
 *       collection or for an entry of a lazy one, is <em>refused</em>: it runs again on the
 *       transaction's thread, as do all that come after it, in this turn and in later ones.
 *   <li>{@code firstFailure} is the position of the first source entry that is known to fail; all
 *       before it have run or will run, so that in the end it is the one that fails in any order.
 *   <li>{@code outcomes} has null where the mapper has not run, or was refused.
 * </ul>
 */
final class SourceRuns {

  /** A turn checks its time this often; a power of two. */
  private static final int ENTRIES_PER_CHECK = 16;

  private static final int CHUNKS_PER_THREAD = 16;
  private static final int CHUNK = 256;

  /** A failure and where it was met. */
  private record Failure(int position, Throwable cause) {}

  private final MappingNode node;
  private final Transaction transaction;
  private final Object[] keys;
  private final @Nullable ValueList[] values;
  private final @Nullable Outcome[] outcomes;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicReference<@Nullable Failure> firstFailure = new AtomicReference<>();
  private volatile boolean refused;
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
  List<Outcome> outcomes() {
    int done = runAlone();
    if (done < keys.length) {
      runOnAll(done);
      finish(done);
    }
    return Arrays.asList(outcomes);
  }

  /** Runs as many as it pays to run on this thread; the number of those that have run. */
  private int runAlone() {
    boolean mayShare = keys.length > 1 && node.mayRunInParallel();
    Workers workers = transaction.graph().workers();
    long start = mayShare ? System.nanoTime() : 0;
    for (int i = 0; i < keys.length; i++) {
      if (mayShare && isTimeToCheck(i) && keys.length - i > 1 && workers.areWorthwhile(start)) {
        return i;
      }
      runHere(i);
    }
    return keys.length;
  }

  private static boolean isTimeToCheck(int position) {
    return position < ENTRIES_PER_CHECK || (position & (ENTRIES_PER_CHECK - 1)) == 0;
  }

  private void runHere(int position) {
    Object source = keys[position];
    ValueList entry = values[position];
    if (entry == null) {
      outcomes[position] = Outcome.gone(source);
      return;
    }
    if (position >= reported) {
      transaction.graph().events().ran(node, source);
    }
    outcomes[position] = node.run(source, entry, transaction);
  }

  private void runOnAll(int from) {
    for (int i = from; i < keys.length; i++) {
      if (values[i] != null) {
        transaction.graph().events().ran(node, keys[i]);
      }
    }
    reported = keys.length;
    taken.set(from);
    Workers workers = transaction.graph().workers();
    int chunk = Math.clamp((keys.length - from) / (workers.threads() * CHUNKS_PER_THREAD), 1, CHUNK);
    workers.runOnAll(() -> {
      MapperRunner runner = node.runner(Evaluation.reading(node));
      for (int at = taken.getAndAdd(chunk); goesOn(at); at = taken.getAndAdd(chunk)) {
        runChunk(runner, at, Math.min(at + chunk, keys.length));
      }
    });
  }

  private boolean goesOn(int position) {
    Failure failure = firstFailure.get();
    return position < keys.length && !refused && (failure == null || position < failure.position());
  }

  private void runChunk(MapperRunner runner, int from, int to) {
    for (int i = from; i < to && goesOn(i); i++) {
      try {
        ValueList entry = values[i];
        outcomes[i] =
            entry == null
                ? Outcome.gone(keys[i])
                : runner.run(keys[i], entry, node.readsOf(keys[i]), transaction);
        refused |= outcomes[i] == null;
      } catch (Throwable e) {
        Failure failure = new Failure(i, e);
        firstFailure.accumulateAndGet(failure, SourceRuns::earlier);
      }
    }
  }

  private static @Nullable Failure earlier(@Nullable Failure one, @Nullable Failure other) {
    return one == null || (other != null && other.position() < one.position()) ? other : one;
  }

  /** Runs those that were refused or left out, up to the first failure. */
  private void finish(int from) {
    if (refused) {
      node.runsAlone();
    }
    Failure failure = firstFailure.get();
    int end = failure == null ? keys.length : failure.position();
    for (int i = from; i < end; i++) {
      if (outcomes[i] == null) {
        runHere(i);
      }
    }
    if (failure != null) {
      throwCause(failure);
    }
  }

  private static void throwCause(Failure failure) {
    switch (failure.cause()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }
}
