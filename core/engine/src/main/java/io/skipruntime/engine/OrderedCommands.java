package io.skipruntime.engine;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ForbiddenException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.engine.command.CommandOutcome;
import io.skipruntime.engine.command.CommandRuns;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.CommandType;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.CommandEnd;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Proposal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Commands of a service that shares an order of commits. The node that is asked runs the command
 * over its own copy, and proposes what it wrote together with the tick that it has read; at the
 * place of the proposal all nodes check alike that nothing has changed since, and carry out the
 * writes. If something has, the command runs again. So the commands of all nodes are as if one had
 * run after the other, and a command may take random numbers (optimistic concurrency over a shared
 * log: Bernstein, Reid and Das, <cite>Hyder: A Transactional Record Manager for Shared
 * Flash</cite>, CIDR 2011).
 *
 * <p>Refusals and failures are proposed, too, without writes: what they are due to was so at their
 * place. Thread-safe.
 */
final class OrderedCommands {

  private final OrderedCommits commits;
  private final TransactionRunner runner;
  private final CommandRuns runs;
  private final long waitMillis;

  OrderedCommands(
      OrderedCommits commits, TransactionRunner runner, CommandRuns runs, EngineOptions options) {
    this.commits = commits;
    this.runner = runner;
    this.runs = runs;
    this.waitMillis = options.waitMillis();
  }

  /** A run: the tick that it has read, what it wrote, and how it ended. */
  private record Attempt(
      long readTick,
      List<JournalRecord.Change> changes,
      CommandEnd end,
      @Nullable RuntimeException failure) {}

  /**
   * Runs a command until nothing has overtaken it.
   *
   * @param params its decoded parameters
   * @param call the call by which its outcome is remembered, if it is to be
   * @throws RuntimeException why the command or its writes failed, or what it refused with
   * @throws ServiceBusyException if it is overtaken for too long
   */
  CommandOutcome.Done run(CommandType type, Object params, Optional<CommandCall> call) {
    runner.requireSound();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    Lock alone = commits.proposingAlone();
    alone.lock();
    try {
      int overtaken = 0;
      while (true) {
        Attempt attempt = attempt(type, params);
        Decision decision =
            commits
                .order()
                .propose(
                    new Proposal(
                        attempt.changes(),
                        Optional.of(
                            new Proposal.CommandRun(attempt.readTick(), call, attempt.end()))));
        switch (decision) {
          case Decision.Committed committed -> {
            if (attempt.failure() != null) {
              throw attempt.failure();
            }
            return done(attempt.end(), committed.tick());
          }
          case Decision.Rejected rejected -> throw rejected.reason();
          case Decision.Remembered remembered -> {
            return done(remembered.end(), remembered.tick());
          }
          case Decision.Overtaken again -> overtaken++;
        }
        if (System.nanoTime() - end >= 0) {
          throw new ServiceBusyException(
              "%s was run %d times, and each time another node's commit came before it; send such"
                      .formatted(type.subject(), overtaken)
                  + " commands to one node, or try again");
        }
      }
    } finally {
      alone.unlock();
    }
  }

  private Attempt attempt(CommandType type, Object params) {
    long[] readTick = new long[1];
    try {
      CommandRuns.Staged staged =
          runner.rewiring(transaction -> {
            readTick[0] = transaction.tick();
            return runs.stage(type, params, transaction);
          });
      return new Attempt(
          readTick[0], staged.write().changes(), new CommandEnd.Done(staged.result()), null);
    } catch (CommandRefusedException | ForbiddenException refusal) {
      return new Attempt(readTick[0], List.of(), new CommandEnd.Refused(refusal), refusal);
    } catch (RuntimeException failure) {
      if (readTick[0] == 0) {
        throw failure;
      }
      return new Attempt(readTick[0], List.of(), new CommandEnd.Failed(), failure);
    }
  }

  private static CommandOutcome.Done done(CommandEnd end, long tick) {
    return switch (end) {
      case CommandEnd.Done done -> new CommandOutcome.Done(done.result(), tick);
      case CommandEnd.Refused refused -> throw refused.refusal();
      case CommandEnd.Failed failed ->
          throw new IllegalStateException("a failure is not remembered");
    };
  }
}
