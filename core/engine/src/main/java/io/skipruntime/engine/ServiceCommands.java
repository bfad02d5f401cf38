package io.skipruntime.engine;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ForbiddenException;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.UnknownCommandException;
import io.skipruntime.engine.command.CommandOutcome;
import io.skipruntime.engine.command.CommandRuns;
import io.skipruntime.engine.command.RememberedOutcomes;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.CommandType;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The commands of a running service: {@link ServiceInstance#commands}. Each run of a {@link
 * io.skipruntime.Command} is a transaction of its own, so that it reads what was committed before
 * and nothing comes between its reads and its writes. Thread-safe; a caller waits until what the
 * command wrote is shown, and durable where the service is recorded.
 */
public final class ServiceCommands {

  /** The text of an owner who has no principal. */
  private static final String NOBODY = Json.of("").toString();

  private final TransactionRunner runner;
  private final ServiceGraph graph;
  private final String epoch;
  private final long waitMillis;
  private final CommandRuns runs;
  private final RememberedOutcomes remembered;

  private final Optional<OrderedCommands> ordered;

  ServiceCommands(
      TransactionRunner runner,
      ServiceGraph graph,
      String epoch,
      EngineOptions options,
      Optional<OrderedCommits> commits) {
    this.runner = runner;
    this.graph = graph;
    this.epoch = epoch;
    this.waitMillis = options.waitMillis();
    this.runs = new CommandRuns(graph, options.clock());
    this.remembered = new RememberedOutcomes(options.clock());
    this.ordered = commits.map(each -> new OrderedCommands(each, runner, runs, options));
  }

  /** The names of the commands, in the order they are declared. */
  public List<String> names() {
    return List.copyOf(graph.definition().commands().keySet());
  }

  /**
   * Whether those who use the service from outside may run a command without a principal.
   *
   * @throws UnknownCommandException if there is no such command
   */
  public boolean isForAnybody(String name) {
    return type(name).definition().isForAnybody();
  }

  /**
   * Runs a command.
   *
   * @param params its parameters: of the command's type; or as a client gave them, {@link Json} or
   *     {@link ClientParams}
   * @throws UnknownCommandException if there is no such command
   * @throws InvalidInputException if the parameters are not of the command's type
   * @throws PrincipalRequiredException if the command needs a {@link Principal}, and the client has
   *     none
   * @throws CommandRefusedException if the command refuses; nothing has changed then
   * @throws ForbiddenException if the command refuses the client; likewise
   * @throws io.skipruntime.ComputationException if the command fails, or a function of the graph
   *     for what the command has written; likewise
   */
  public CommandAnswer run(String name, Object params) {
    return ordered.isPresent()
        ? inOrder(name, params, Optional.empty())
        : executed(name, params, Optional.empty());
  }

  /**
   * As {@link #run(String, Object)}, under a key. Of all calls for one principal, command and key
   * the first one runs the command, and the others get its answer or its refusal, also while it
   * runs; a command that fails can be run again. Answers are remembered for a day, as long as there
   * is room for them; over a restart, too, where the service is recorded.
   *
   * @param idempotencyKey made by the caller for this request, such as a random UUID
   * @throws io.skipruntime.IdempotencyKeyReusedException if the parameters are others than before
   * @throws UnknownCommandException as {@link #run(String, Object)} does, and likewise the others
   */
  public CommandAnswer run(String name, Object params, String idempotencyKey) {
    type(name);
    if (ordered.isPresent()) {
      return inOrder(name, params, Optional.of(idempotencyKey));
    }
    RememberedOutcomes.Reservation reserved =
        remembered.reserve(callOf(name, params, idempotencyKey));
    RememberedOutcomes.Slot slot = reserved.slot();
    if (!reserved.isNew()) {
      return remembered(slot);
    }
    try {
      return executed(name, params, Optional.of(slot));
    } catch (RuntimeException | Error e) {
      remembered.forget(slot, e);
      throw e;
    }
  }

  private static CommandCall callOf(String name, Object params, String idempotencyKey) {
    return new CommandCall(ownerOf(params), name, idempotencyKey, jsonOf(params));
  }

  /** A principal without its claims, which may differ from token to token, as a text. */
  private static String ownerOf(Object params) {
    return params instanceof ClientParams client
        ? client.principal().map(ServiceCommands::ownerOf).orElse(NOBODY)
        : NOBODY;
  }

  private static String ownerOf(Principal principal) {
    return Json.from(new Principal(principal.issuer(), principal.subject(), Map.of())).toString();
  }

  private static Json jsonOf(Object params) {
    return switch (params) {
      case ClientParams client -> client.json();
      case Json json -> json;
      default -> Json.from(params);
    };
  }

  private CommandAnswer inOrder(String name, Object params, Optional<String> idempotencyKey) {
    Object decoded = decoded(name, params);
    Optional<CommandCall> call = idempotencyKey.map(key -> callOf(name, params, key));
    return answer(ordered.orElseThrow().run(type(name), decoded, call));
  }

  private CommandAnswer remembered(RememberedOutcomes.Slot slot) {
    CommandOutcome outcome = slot.await(waitMillis);
    runner.awaitRecorded();
    return switch (outcome) {
      case CommandOutcome.Done done -> answer(done);
      case CommandOutcome.Refused refused -> throw refused.refusal();
    };
  }

  private CommandAnswer answer(CommandOutcome.Done done) {
    return new CommandAnswer(done.result(), new Watermark(epoch, done.tick()));
  }

  /**
   * Runs a command in a transaction.
   *
   * @param slot what is to remember the outcome as soon as that cannot change any more, before the
   *     caller has it
   */
  private CommandAnswer executed(
      String name, Object params, Optional<RememberedOutcomes.Slot> slot) {
    ServiceDefinition definition = graph.definition();
    Object decoded = decoded(name, params);
    long[] readTick = new long[1];
    try {
      return answer(
          runner.updating(transaction -> {
            Object current = graph.definition() == definition ? decoded : decoded(name, params);
            readTick[0] = transaction.graph().head().tick();
            Json result = runs.run(type(name), current, transaction);
            CommandOutcome.Done done = new CommandOutcome.Done(result, transaction.tick());
            slot.ifPresent(each -> {
              transaction.answers(each.answer(done));
              transaction.afterCommit(() -> remembered.end(each, done));
            });
            return done;
          }));
    } catch (CommandRefusedException | ForbiddenException refusal) {
      CommandOutcome.Refused refused = new CommandOutcome.Refused(refusal, readTick[0]);
      slot.ifPresent(each -> {
        runner.append(millis -> new JournalRecord.Refused(millis, each.answer(refused)));
        remembered.end(each, refused);
      });
      runner.awaitRecorded();
      throw refusal;
    }
  }

  /** Remembers an answer that was given before the service was started. */
  void restore(RememberedAnswer answer) {
    remembered.restore(answer);
  }

  /** The answers of commits up to a tick, oldest first. */
  List<RememberedAnswer> answers(long tick) {
    return remembered.answers(tick);
  }

  private Object decoded(String name, Object params) {
    try {
      return ClientParams.accepted(type(name).parameters(), params);
    } catch (DecodeException e) {
      throw new InvalidInputException("parameters of command " + name, e.problems());
    }
  }

  private CommandType type(String name) {
    CommandType type = graph.definition().commands().get(name);
    if (type == null) {
      throw new UnknownCommandException("there is no command " + name + "; there are " + names());
    }
    return type;
  }
}
