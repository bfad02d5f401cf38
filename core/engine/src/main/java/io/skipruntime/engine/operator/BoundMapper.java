package io.skipruntime.engine.operator;

import io.skipruntime.ContextMapper;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.WaveFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mapper as one thread at a time runs it: bound to an {@link Evaluation} of its own. Several of
 * one mapper may work at the same time.
 */
final class BoundMapper {

  private final Evaluation evaluation;
  private final ContextMapper<Object, Object, Object, Object> function;
  private final FunctionContext context;
  private final boolean seesCollections;

  /** A mapper for the runs of an evaluation. */
  BoundMapper(MapperFunction mapper, Evaluation evaluation) {
    this.evaluation = evaluation;
    this.function = mapper.boundTo(evaluation);
    this.context = new FunctionContext(evaluation);
    this.seesCollections = mapper.seesCollections();
  }

  /** Begins to run the mapper for some source entries. */
  Series begin(Transaction transaction) {
    return new Series(transaction);
  }

  /**
   * A series of runs of the mapper, one after the other.
   *
   * <ul>
   *   <li>{@code run} is null if the mapper sees no collections, so that there is nothing to track.
   * </ul>
   */
  final class Series implements AutoCloseable {
    private final Transaction transaction;
    private final Evaluation.@Nullable Run run;
    private final EmissionBuffer buffer;
    private boolean readsOnly = true;

    private Series(Transaction transaction) {
      this.transaction = transaction;
      this.buffer = new EmissionBuffer(transaction.limit());
      this.run = seesCollections ? evaluation.begin(transaction, TrackedReads.NONE) : null;
    }

    /** Whether all runs only looked up entries of eager collections. */
    boolean readsOnly() {
      return readsOnly;
    }

    /**
     * Runs the mapper for one source entry.
     *
     * @param before what is remembered of the entry
     * @param prepared what a run made beforehand gave; null if there was none
     * @return null if the mapper asked for what the evaluation refuses
     */
    @Nullable Outcome run(
        Object source, ValueList values, Trace before, @Nullable Object prepared) {
      Outcome outcome = runOnce(source, values, before, prepared);
      if (outcome != null && transaction.graph().options().verifiesDeterminism()) {
        verify(outcome, runOnce(source, values, before, null));
      }
      return outcome;
    }

    private @Nullable Outcome runOnce(
        Object source, ValueList values, Trace before, @Nullable Object prepared) {
      return run == null
          ? runAlone(source, values, before)
          : runTracked(run, source, values, before, prepared);
    }

    private Outcome runAlone(Object source, ValueList values, Trace before) {
      buffer.open(source, values);
      try {
        function.mapEntry(source, values, buffer, context);
        return new Outcome(source, before, buffer.emission(), TrackedReads.NONE, List.of());
      } catch (Throwable e) {
        throw evaluation.failure(source, e);
      } finally {
        buffer.close();
      }
    }

    private @Nullable Outcome runTracked(
        Evaluation.Run run,
        Object source,
        ValueList values,
        Trace before,
        @Nullable Object prepared) {
      run.next(source, before.reads());
      buffer.open(source, values);
      try {
        if (prepared == null) {
          function.mapEntry(source, values, buffer, context);
        } else {
          ((WaveFunction) function).replay(prepared, buffer);
        }
        return run.isRefused()
            ? null
            : new Outcome(source, before, buffer.emission(), run.reads(), run.held());
      } catch (Throwable e) {
        if (run.isRefused()) {
          return null;
        }
        throw evaluation.failure(source, e);
      } finally {
        readsOnly &= !run.isTransacting();
        buffer.close();
      }
    }

    private void verify(Outcome outcome, @Nullable Outcome again) {
      if (again == null) {
        return;
      }
      Determinism check = new Determinism(evaluation.owner(), outcome.key());
      check.require(outcome.emission().describe(), again.emission().describe());
      if (transaction.graph().options().interns()) {
        check.require(outcome.created(), again.created());
      } else {
        check.require(outcome.created().size(), again.created().size());
      }
    }

    @Override
    public void close() {
      if (run != null) {
        evaluation.end(run);
      }
    }
  }
}
