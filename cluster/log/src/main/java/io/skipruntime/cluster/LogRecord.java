package io.skipruntime.cluster;

import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.SourceNote;
import java.util.List;
import java.util.Optional;

/** A record of the log of a cluster. Immutable. */
sealed interface LogRecord {

  /**
   * The beginning of a log, which is its first record; at any other place it changes nothing.
   *
   * @param epoch identifies the history
   * @param program the identity of the program
   * @param plan the plan of the service
   * @param data the initial data of the inputs
   */
  record Beginning(String epoch, String program, String plan, List<JournalRecord.Change> data)
      implements LogRecord {}

  /**
   * A commit.
   *
   * @param node the node that has appended it
   * @param number its number among those of this node
   * @param millis when it was appended, in milliseconds since 1970
   * @param opinion what the node had carried out then
   * @param changes what is written to the inputs
   * @param run the run of a command, whose outcome this is
   * @param note what it says of external sources; the changes are then what was delivered
   */
  record Commit(
      long node,
      long number,
      long millis,
      Opinion opinion,
      List<JournalRecord.Change> changes,
      Optional<Proposal.CommandRun> run,
      Optional<SourceNote> note)
      implements LogRecord {}

  /**
   * The place up to which a node has carried out the log, and a digest of all that it has decided
   * up to there.
   */
  record Opinion(long place, int digest) {}
}
