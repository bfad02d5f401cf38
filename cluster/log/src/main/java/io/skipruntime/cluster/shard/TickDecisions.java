package io.skipruntime.cluster.shard;

import io.skipruntime.engine.spi.RememberedAnswer;
import java.util.Optional;

/**
 * The decisions on one tick after the other, from what all shards of a process make of its record.
 * For one thread.
 */
final class TickDecisions {

  private final ShardedGraph graph;
  private final Publisher publisher;
  private final CommandRule commands;

  /** Decisions that go on where all three are. */
  TickDecisions(ShardedGraph graph, Publisher publisher, CommandRule commands) {
    this.graph = graph;
    this.publisher = publisher;
    this.commands = commands;
  }

  /** Lets the shards carry the next record out, and gives its outcome. */
  TickOutcome decide(long tick, ShardRecord record) {
    boolean isOvertaken = commands.overtakes(tick, record);
    ShardRecord effective = isOvertaken ? CommandRule.withoutEntries(record) : record;
    ShardedGraph.Carried carried = graph.carryOut(tick, effective);
    TickOutcome outcome = publisher.decide(effective, carried.failures(), carried.changes());
    if (!hasFailed()) {
      graph.settled(tick);
    }
    if (isOvertaken) {
      return CommandRule.ofOvertaken(outcome);
    }
    Optional<RememberedAnswer> answer = CommandRule.answer(tick, record);
    return answer.isPresent() ? CommandRule.withAnswer(outcome, answer.get()) : outcome;
  }

  /** The last tick that is decided. */
  long tick() {
    return publisher.decided().tick();
  }

  /** Whether writes are to be taken back. */
  boolean hasFailed() {
    return publisher.failingSince().isPresent();
  }

  /** The decisions which ticks take effect. */
  Publisher publisher() {
    return publisher;
  }

  /** That of the rule for commands. */
  long lastWrite() {
    return commands.lastWrite();
  }
}
