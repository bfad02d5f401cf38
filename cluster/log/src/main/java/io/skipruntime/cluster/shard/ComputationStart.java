package io.skipruntime.cluster.shard;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.cluster.log.TrimmedLogException;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.ShardFailure;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The start of a computation of shards: it takes the inputs from the newest snapshot of the log of
 * commits and from the records after it that have an outcome, and computes what follows from them
 * once.
 *
 * <p>The log of ticks may have given up outcomes that are needed for that, since nodes keep
 * snapshots of their own there. Then those records are computed again, one after the other, which
 * gives what it gave before, and is not published again.
 *
 * <p>For one thread.
 */
final class ComputationStart {

  private static final int MOST_RECORDS = 256;
  private static final long READ_MILLIS = 200;

  private final Plan plan;
  private final String name;
  private final TickOrigin origin;
  private final CommitLog commits;
  private final CommitLog ticks;
  private final BooleanSupplier isClosed;
  private final ShardedGraph graph;
  private Publisher publisher = new Publisher();
  private CommandRule commands = new CommandRule(0);

  /**
   * A start.
   *
   * @param name how messages call the logs
   * @param origin what the ticks have to be computed of
   * @param isClosed whether no more is to be done
   * @param graph shards that have nothing yet
   */
  ComputationStart(
      Plan plan,
      String name,
      TickOrigin origin,
      CommitLog commits,
      CommitLog ticks,
      BooleanSupplier isClosed,
      ShardedGraph graph) {
    this.plan = plan;
    this.name = name;
    this.origin = origin;
    this.commits = commits;
    this.ticks = ticks;
    this.isClosed = isClosed;
    this.graph = graph;
  }

  /**
   * Goes to the last tick that has an outcome.
   *
   * @return the decisions on it
   * @throws SkipException if that is not possible; the message says what to do
   */
  TickDecisions run() {
    long last = TickReader.lastTick(ticks, name, origin);
    long begun = restore(last);
    long passed = pass(begun, last);
    if (passed > 0 && !isClosed.getAsBoolean()) {
      requireSame(passed, graph.rebuild());
      computeAgain(passed, last);
    } else if (passed == 0) {
      computeAgain(0, last);
    }
    return new TickDecisions(graph, publisher, commands);
  }

  /** Takes the inputs of the newest snapshot, and gives its tick; 0 if there is none. */
  private long restore(long last) {
    Optional<InputsSnapshot> newest = InputsSnapshot.newest(commits, name);
    if (newest.isEmpty()) {
      return 0;
    }
    long tick = newest.get().tick();
    if (tick > last) {
      throw new DamagedLogException(
          "the log of commits of %s has a snapshot of tick %d, and its log of ticks goes to tick %d only: the two are not of one another; take both from one backup, or begin both again"
              .formatted(name, tick, last));
    }
    newest.get().read(plan, (input, entries) -> graph.restore(tick, input, entries));
    publisher = new Publisher(new Publisher.Decided(tick, 0, tick));
    commands = newest.get().commands();
    return tick;
  }

  /** Takes the inputs from the records whose outcomes are there, and gives the tick of the last. */
  private long pass(long after, long last) {
    TickReader outcomes = new TickReader(ticks, name, plan.classLoader(), origin, after);
    long tick = after;
    while (tick < last && !isClosed.getAsBoolean()) {
      List<byte[]> records = commits.read(tick + 1, MOST_RECORDS, READ_MILLIS);
      List<TickOutcome> known;
      try {
        known = records.isEmpty() ? List.of() : outcomes.read(records.size(), READ_MILLIS);
      } catch (TrimmedLogException gone) {
        System.getLogger(ComputationStart.class.getName())
            .log(System.Logger.Level.DEBUG, "ticks after {0} are computed again", tick);
        return tick;
      }
      long next = tick;
      for (TickOutcome outcome : known) {
        next = outcome.tick();
        ShardRecord record = ShardRecordFormat.decode(records.get((int) (next - tick - 1)), plan);
        graph.pass(
            next, commands.overtakes(next, record) ? CommandRule.withoutEntries(record) : record);
        publisher.follow(record, outcome);
        if (publisher.failingSince().isEmpty()) {
          graph.settled(next);
        }
      }
      tick = next;
    }
    return tick;
  }

  private void computeAgain(long after, long last) {
    TickDecisions decisions = new TickDecisions(graph, publisher, commands);
    long tick = after;
    while (tick < last && !isClosed.getAsBoolean()) {
      int most = (int) Math.min(MOST_RECORDS, last - tick);
      for (byte[] bytes : commits.read(tick + 1, most, READ_MILLIS)) {
        tick++;
        var unused = decisions.decide(tick, ShardRecordFormat.decode(bytes, plan));
      }
    }
  }

  private void requireSame(long tick, List<ShardFailure> failures) {
    Optional<ShardFailure> first = failures.stream().findFirst();
    if (first.isPresent() && publisher.failingSince().isEmpty()) {
      throw new SkipException(
          "tick "
              + tick
              + " took effect, and now a function fails on the same inputs, so that it depends on"
              + " something else, or is another one: "
              + first.get().reason().getMessage()
              + ". Start the program that had computed the tick; or mend the function, begin"
              + " another log, and load the inputs into it",
          first.get().reason());
    }
  }
}
