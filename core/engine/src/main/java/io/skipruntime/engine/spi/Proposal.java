package io.skipruntime.engine.spi;

import java.util.List;
import java.util.Optional;

/**
 * A commit that is to get a place in the order.
 *
 * @param changes what is written to the inputs, at most one change of each; keys and values are as
 *     the engine has them
 * @param run the run of a command whose writes these are; empty for a plain write
 * @param note what it says of external sources; empty for all that does not come from them
 */
public record Proposal(
    List<JournalRecord.Change> changes, Optional<CommandRun> run, Optional<SourceNote> note) {

  /** A proposal that says nothing of external sources. */
  public Proposal(List<JournalRecord.Change> changes, Optional<CommandRun> run) {
    this(changes, run, Optional.empty());
  }

  /** Copies what may change. */
  public Proposal {
    changes = List.copyOf(changes);
  }

  /**
   * The run of a command by one node. It counts only if nothing that the command could read has
   * changed before its place: the nodes carry out its writes, not the command.
   *
   * @param readTick the tick of the version that it has read
   * @param call the call, by which the outcome is remembered; empty if it is not to be
   * @param end how it ended
   */
  public record CommandRun(long readTick, Optional<CommandCall> call, CommandEnd end) {}
}
