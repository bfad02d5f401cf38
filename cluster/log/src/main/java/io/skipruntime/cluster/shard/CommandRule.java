package io.skipruntime.cluster.shard;

import io.skipruntime.engine.spi.CommandEnd;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.RememberedAnswer;
import java.util.Optional;

/**
 * The rule which runs of commands count, from the log of commits alone: a run is overtaken, and its
 * writes have no effect, if another write has come between the tick that it has read and its own.
 * So whatever computes shards, with however many ticks on their way, decides alike.
 *
 * <ul>
 *   <li>{@code lastWrite} is the tick of the last record that may have changed what a run reads, or
 *       whose answer is remembered. A run that is overtaken is none: of runs that meet, one counts.
 *       A record that takes writes back is none either, since there is then what there was.
 * </ul>
 *
 * <p>For one thread.
 */
public final class CommandRule {

  private long lastWrite;

  /**
   * A rule that goes on where another one was.
   *
   * @param lastWrite what that one said; 0 to begin with the first tick
   */
  public CommandRule(long lastWrite) {
    this.lastWrite = lastWrite;
  }

  /** What a rule needs that goes on here. */
  public long lastWrite() {
    return lastWrite;
  }

  /**
   * Takes the next record.
   *
   * @param record the record; its entries are not looked at
   * @param hasEntries whether it has any
   * @return whether it is a run that is overtaken, so that its entries are not to be written
   */
  public boolean overtakes(long tick, ShardRecord record, boolean hasEntries) {
    if (!(record instanceof ShardRecord.Write write)) {
      return false;
    }
    Optional<Proposal.CommandRun> run = write.run();
    if (run.filter(each -> each.readTick() < lastWrite).isPresent()) {
      return true;
    }
    if (run.isEmpty() || hasEntries || run.get().call().isPresent()) {
      lastWrite = tick;
    }
    return false;
  }

  /** As {@link #overtakes(long, ShardRecord, boolean)}. */
  boolean overtakes(long tick, ShardRecord record) {
    boolean hasEntries = record instanceof ShardRecord.Write write && !write.changes().isEmpty();
    return overtakes(tick, record, hasEntries);
  }

  /** The record that is carried out in place of one that is overtaken. */
  static ShardRecord withoutEntries(ShardRecord overtaken) {
    return overtaken instanceof ShardRecord.Write write ? write.withoutEntries() : overtaken;
  }

  /** The outcome of a tick whose record is overtaken, from that of a record without entries. */
  public static TickOutcome ofOvertaken(TickOutcome decided) {
    return decided instanceof TickOutcome.Published published
        ? new TickOutcome.Overtaken(published.tick())
        : decided;
  }

  /**
   * The outcome of a tick with the answer that is to be remembered, if the tick took effect.
   *
   * @param answer as {@link #answer} gives it
   */
  public static TickOutcome withAnswer(TickOutcome decided, RememberedAnswer answer) {
    return decided instanceof TickOutcome.Published published
        ? new TickOutcome.Published(published.tick(), published.changes(), Optional.of(answer))
        : decided;
  }

  /** The answer to the call of a command, if a record has one that is to be remembered. */
  public static Optional<RememberedAnswer> answer(long tick, ShardRecord record) {
    return record instanceof ShardRecord.Write write
        ? write
            .run()
            .filter(run -> !(run.end() instanceof CommandEnd.Failed))
            .flatMap(run ->
                run.call().map(call -> new RememberedAnswer(call, write.millis(), tick, run.end())))
        : Optional.empty();
  }
}
