package io.skipruntime.cluster.shard;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The appending of outcomes to the log of ticks, each after that of the tick before; and of the
 * taking back of writes to the log of commits, once for each rejected write. For one thread.
 */
final class TickPublishing {

  private final CommitLog commits;
  private final CommitLog ticks;
  private final TickOrigin origin;
  private final long waitMillis;
  private final List<TickOutcome> outcomes = new ArrayList<>();
  private long undone;

  TickPublishing(CommitLog commits, CommitLog ticks, TickOrigin origin, long waitMillis) {
    this.commits = commits;
    this.ticks = ticks;
    this.origin = origin;
    this.waitMillis = waitMillis;
  }

  /** Takes an outcome that is to be published next. */
  void add(TickOutcome outcome) {
    outcomes.add(outcome);
  }

  /**
   * Appends all outcomes, and waits until they are durable.
   *
   * @throws LogUnavailableException if that is not known; what there is of them is known when the
   *     log can be read
   */
  void publish() {
    if (!outcomes.isEmpty()) {
      ticks.appendAll(
          outcomes.stream().map(each -> TickFormat.encode(each, origin)).toList(), waitMillis);
      outcomes.clear();
    }
  }

  /** Appends the taking back of the writes that a rejected one has spoilt, if there are any. */
  void requireUndo(Publisher publisher) {
    OptionalLong failing = publisher.failingSince();
    if (failing.isPresent() && failing.getAsLong() != undone) {
      var unused =
          commits.append(
              ShardRecordFormat.encode(new ShardRecord.Undo(failing.getAsLong())), waitMillis);
      undone = failing.getAsLong();
    }
  }
}
