package io.skipruntime.engine.command;

import io.skipruntime.Command;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.ForbiddenException;
import io.skipruntime.engine.commit.InputWriter;
import io.skipruntime.engine.commit.Write;
import io.skipruntime.engine.definition.CommandType;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.json.Json;
import java.time.InstantSource;
import java.util.List;

/**
 * The runs of a service's commands, each a part of a transaction that nothing else is part of: the
 * function first, over the contents as the transaction finds them, then what it has written. For
 * the transaction's thread.
 */
public final class CommandRuns {

  private final ServiceGraph graph;
  private final InstantSource clock;
  private final InputWriter inputs;

  /** Runs over the collections of a graph. */
  public CommandRuns(ServiceGraph graph, InstantSource clock) {
    this.graph = graph;
    this.clock = clock;
    this.inputs = new InputWriter(graph);
  }

  /**
   * Runs a command, and makes its writes part of the transaction.
   *
   * @param params its decoded parameters
   * @return the result
   * @throws CommandRefusedException if the command refuses
   * @throws ForbiddenException likewise
   * @throws io.skipruntime.ComputationException if it fails
   */
  public Json run(CommandType type, Object params, Transaction transaction) {
    Staged staged = stage(type, params, transaction);
    inputs.write(List.of(staged.write()), transaction);
    return staged.result();
  }

  /**
   * The end of a run whose writes have not been carried out.
   *
   * @param write what it has written
   * @param result what it gave
   */
  public record Staged(Write write, Json result) {}

  /**
   * As {@link #run}, without making the writes part of the transaction.
   *
   * @throws CommandRefusedException as {@link #run} does, and likewise the others
   */
  public Staged stage(CommandType type, Object params, Transaction transaction) {
    transaction.runs(type.subject(), null);
    Evaluation evaluation = Evaluation.lookingUp(type.subject());
    StagedWrites writes = new StagedWrites(graph, evaluation, clock.instant());
    Evaluation.Run run = evaluation.begin(transaction, TrackedReads.NONE);
    Json result;
    try {
      Command<Object, Object, ?> command = type.definition().constructor().apply(params);
      Captured.requirePure(command);
      result =
          type.encoded(command.run(graph.inputs(evaluation), graph.shared(evaluation), writes));
    } catch (CommandRefusedException | ForbiddenException refusal) {
      throw refusal;
    } catch (Throwable e) {
      ExternalDataNeeded data = ExternalDataNeeded.behind(e);
      throw data == null ? evaluation.failure(params, e) : data;
    } finally {
      evaluation.end(run);
    }
    return new Staged(writes.write(), result);
  }
}
