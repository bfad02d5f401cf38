package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.Workers;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.LimitedWork;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a node's mapper: what gets keys and values of source entries and gives outcomes. It
 * does not know the node, but its evaluation and the traces of its source entries.
 *
 * <p>Runs begin on the transaction's thread and, when these have taken a while, go on on all
 * threads, each with a {@link BoundMapper} of its own. What the functions read is final, and what
 * they emit is applied when all have run; so all that their order could change is which of several
 * failures is met.
 *
 * <p>Functions that run on all threads can only read. One that asks for more, to create a
 * collection or for an entry of a lazy one, is <em>refused</em>: it runs again on the transaction's
 * thread, as do all that have not run then, and in later turns all.
 */
final class MapperRunner {

  /** A turn checks its time this often; a power of two. */
  private static final int ENTRIES_PER_CHECK = 16;

  private static final int CHUNKS_PER_THREAD = 16;
  private static final int CHUNK = 256;

  private final MapperFunction mapper;
  private final Evaluation evaluation;
  private final BoundMapper own;
  private final Traces traces;
  private volatile boolean readsOnly;

  /**
   * A runner that has not run.
   *
   * @param evaluation that of the runs on the transaction's thread
   * @param readsOnly whether the mapper may be one that only looks up entries of eager collections
   */
  MapperRunner(MapperFunction mapper, Evaluation evaluation, Traces traces, boolean readsOnly) {
    this.mapper = mapper;
    this.evaluation = evaluation;
    this.own = new BoundMapper(mapper, evaluation);
    this.traces = traces;
    this.readsOnly = readsOnly;
  }

  /**
   * Runs the mapper for some source entries.
   *
   * @param keys their keys
   * @param values their values; null for an entry that is gone
   * @return what each gave, in their order
   */
  Outcome[] run(Object[] keys, @Nullable ValueList[] values, Transaction transaction) {
    return new Batch(keys, values, null, transaction).outcomes();
  }

  /**
   * Runs the mapper for one source entry, on the transaction's thread.
   *
   * @param values null for an entry that is gone
   */
  Outcome run(Object key, @Nullable ValueList values, Transaction transaction) {
    if (values == null) {
      return Outcome.gone(key, traces.of(key));
    }
    try (BoundMapper.Series series = own.begin(transaction)) {
      evaluation.ran(key, transaction);
      return Objects.requireNonNull(run(key, values, null, series));
    }
  }

  /** Replays what a wave ran, on the transaction's thread, and runs what it did not. */
  Outcome[] run(PlannedRuns planned, Transaction transaction) {
    return new Batch(planned.keys(), planned.values(), planned.outcomes(), transaction).outcomes();
  }

  private @Nullable Outcome run(
      Object source, ValueList values, @Nullable Object prepared, BoundMapper.Series series) {
    try {
      return series.run(source, values, traces.of(source), prepared);
    } finally {
      if (!series.readsOnly()) {
        readsOnly = false;
      }
    }
  }

  private static boolean isTimeToCheck(int position) {
    return position < ENTRIES_PER_CHECK || (position & (ENTRIES_PER_CHECK - 1)) == 0;
  }

  /** A failure and where it was met. */
  private record Failure(int position, Throwable cause) {}

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

  /**
   * The runs of one turn, one for each dirty source entry.
   *
   * <ul>
   *   <li>{@code outcomes} has null where the mapper has not run, or was refused.
   *   <li>{@code prepared} has what runs made beforehand gave; it is null where functions run here.
   * </ul>
   */
  private final class Batch {
    private final Transaction transaction;
    private final Object[] keys;
    private final @Nullable ValueList[] values;
    private final @Nullable Object @Nullable [] prepared;
    private final @Nullable Outcome[] outcomes;
    private int reported;

    Batch(
        Object[] keys,
        @Nullable ValueList[] values,
        @Nullable Object @Nullable [] prepared,
        Transaction transaction) {
      this.keys = keys;
      this.values = values;
      this.prepared = prepared;
      this.transaction = transaction;
      this.outcomes = new Outcome[keys.length];
    }

    Outcome[] outcomes() {
      try (BoundMapper.Series series = own.begin(transaction)) {
        int done = runHere(series);
        if (done < keys.length) {
          report(done);
          new Sharing(done).run(series);
        }
      }
      return outcomes;
    }

    /** Runs as many as it pays to run on this thread; the number of those that have run. */
    private int runHere(BoundMapper.Series series) {
      Workers workers = transaction.graph().workers();
      long start = keys.length > 2 ? System.nanoTime() : 0;
      for (int i = 0; i < keys.length; i++) {
        if (i > 0
            && prepared == null
            && keys.length - i > 1
            && isTimeToCheck(i)
            && readsOnly
            && workers.areWorthwhile(start)) {
          return i;
        }
        runHere(i, series);
      }
      return keys.length;
    }

    private void runHere(int position, BoundMapper.Series series) {
      Object source = keys[position];
      ValueList entry = values[position];
      if (entry == null) {
        outcomes[position] = Outcome.gone(source, traces.of(source));
        return;
      }
      if (position >= reported) {
        evaluation.ran(source, transaction);
      }
      Object run = prepared == null ? null : prepared[position];
      outcomes[position] =
          Objects.requireNonNull(MapperRunner.this.run(source, entry, run, series));
    }

    /** Tells of the source entries from a position on that the mapper runs for them. */
    private void report(int from) {
      for (int i = from; i < keys.length; i++) {
        if (values[i] != null) {
          evaluation.ran(keys[i], transaction);
        }
      }
      reported = keys.length;
      evaluation.runsForSeveral(transaction);
    }

    /**
     * The runs that are shared by all threads: each takes the next few source entries, until there
     * are none.
     *
     * <ul>
     *   <li>{@code firstFailure} is the first source entry that is known to fail; all before it
     *       have run or will run, so that in the end it is the one that fails in any order.
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

      void run(BoundMapper.Series series) {
        transaction.graph().workers().runOnAll(this::takeChunks);
        Failure failure = firstFailure.get();
        runLeftOut(failure == null ? keys.length : failure.position(), series);
        if (failure != null) {
          throwCause(failure);
        }
      }

      private void takeChunks() {
        BoundMapper shared = new BoundMapper(mapper, evaluation.forReading());
        LimitedWork.Limit outer = LimitedWork.within(transaction.limit());
        try (BoundMapper.Series series = shared.begin(transaction)) {
          for (int at = taken.getAndAdd(chunk); goesOn(at); at = taken.getAndAdd(chunk)) {
            runChunk(series, at, Math.min(at + chunk, keys.length));
          }
        } finally {
          LimitedWork.within(outer);
        }
      }

      private boolean goesOn(int position) {
        Failure failure = firstFailure.get();
        return position < keys.length
            && readsOnly
            && (failure == null || position < failure.position());
      }

      private void runChunk(BoundMapper.Series series, int start, int end) {
        for (int i = start; i < end && goesOn(i); i++) {
          try {
            transaction.step();
            ValueList entry = values[i];
            outcomes[i] =
                entry == null
                    ? Outcome.gone(keys[i], traces.of(keys[i]))
                    : MapperRunner.this.run(keys[i], entry, null, series);
          } catch (Throwable e) {
            firstFailure.accumulateAndGet(new Failure(i, e), MapperRunner::earlier);
          }
        }
      }

      private void runLeftOut(int end, BoundMapper.Series series) {
        for (int i = from; i < end; i++) {
          if (outcomes[i] == null) {
            runHere(i, series);
          }
        }
      }
    }
  }
}
