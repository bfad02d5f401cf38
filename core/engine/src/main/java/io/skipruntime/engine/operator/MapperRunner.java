package io.skipruntime.engine.operator;

import io.skipruntime.ContextMapper;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mapper of a node as one thread at a time runs it: bound to an {@link Evaluation} of its own.
 * Several runners of one node may work at the same time.
 */
final class MapperRunner {

  /**
   * What a run of the mapper gave.
   *
   * @param before what was remembered of the source entry
   */
  @SuppressWarnings("ArrayRecordComponent") // outcomes are never compared
  record Outcome(Object key, Source before, Emission emission, Object[] reads, List<Node> held) {

    /** What becomes of a source entry that is gone. */
    static Outcome gone(Object key, Source before) {
      return new Outcome(key, before, Emission.NONE, TrackedReads.NONE, List.of());
    }
  }

  private final MappingNode node;
  private final Evaluation evaluation;
  private final ContextMapper<Object, Object, Object, Object> function;
  private final FunctionContext context;

  MapperRunner(MappingNode node, MapperFunction mapper, Evaluation evaluation) {
    this.node = node;
    this.evaluation = evaluation;
    this.function = mapper.boundTo(evaluation);
    this.context = new FunctionContext(evaluation);
  }

  /** Begins to run the mapper for some source entries. */
  Turn begin(Transaction transaction) {
    return new Turn(transaction);
  }

  /** Runs of the mapper, one after the other. */
  final class Turn implements AutoCloseable {
    private final Transaction transaction;
    private final Evaluation.Run run;
    private final EmissionBuffer buffer = new EmissionBuffer();

    private Turn(Transaction transaction) {
      this.transaction = transaction;
      this.run = evaluation.begin(transaction, TrackedReads.NONE);
    }

    /**
     * Runs the mapper for one source entry.
     *
     * @return null if the mapper asked for what the evaluation refuses
     */
    @Nullable Outcome run(Object source, ValueList values) {
      Source before = node.source(source);
      Outcome outcome = runOnce(source, values, before);
      if (outcome != null && transaction.graph().options().verifiesDeterminism()) {
        verify(outcome, runOnce(source, values, before));
      }
      return outcome;
    }

    private @Nullable Outcome runOnce(Object source, ValueList values, Source before) {
      run.next(before.reads());
      buffer.open();
      try {
        function.mapEntry(source, values, buffer, context);
        return run.isRefused()
            ? null
            : new Outcome(source, before, buffer.emission(), run.reads(), run.held());
      } catch (Throwable e) {
        if (run.isRefused()) {
          return null;
        }
        throw node.failed(source, e);
      } finally {
        if (run.isTransacting()) {
          node.runsAlone();
        }
        buffer.close();
      }
    }

    private void verify(Outcome outcome, @Nullable Outcome again) {
      if (again == null) {
        return;
      }
      Object source = outcome.key();
      Determinism.require(node, source, outcome.emission().describe(), again.emission().describe());
      if (transaction.graph().options().interns()) {
        Determinism.require(node, source, outcome.held(), again.held());
      } else {
        Determinism.require(node, source, outcome.held().size(), again.held().size());
      }
    }

    @Override
    public void close() {
      evaluation.end(run);
    }
  }
}
