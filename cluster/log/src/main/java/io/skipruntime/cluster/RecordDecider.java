package io.skipruntime.cluster;

import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.cluster.node.RememberedCalls;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.CommandEnd;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.OrderedService;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.SourceNote;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on the records of a log, one after the other. They depend on the log and on the
 * service's functions alone, so that they are the same on every node.
 *
 * <ul>
 *   <li>{@code lastChange} is the place of the last record that changed something: a command that
 *       has read an earlier version is overtaken.
 *   <li>{@code digests} has the digests at the last places from {@code firstDigest} on, by place;
 *       they cover all decisions and how many entries each changed.
 * </ul>
 *
 * <p>For one thread, except {@link #opinion}, {@link #place} and {@link #sources}.
 */
final class RecordDecider {

  private static final int KEPT_DIGESTS = 4_096;
  private static final int PRIME = 31;

  private final OrderedService service;
  private final Decisions before;
  private final NodeFigures figures;
  private final BooleanSupplier isClosed;
  private final RememberedCalls calls = new RememberedCalls();
  private final int[] digests = new int[KEPT_DIGESTS];
  private final long firstDigest;
  private long lastChange;
  private volatile LogRecord.Opinion opinion;
  private volatile SourceLedger sources;

  /**
   * Decides what follows the record at which the service begins.
   *
   * @param before the decisions up to there
   * @param isClosed whether no more is to be decided
   */
  RecordDecider(
      OrderedService service, Decisions before, NodeFigures figures, BooleanSupplier isClosed) {
    this.service = service;
    this.before = before;
    this.figures = figures;
    this.isClosed = isClosed;
    this.lastChange = before.lastChange();
    this.opinion = before.opinion();
    this.sources = before.sources();
    this.firstDigest = opinion.place();
    digests[(int) (opinion.place() % KEPT_DIGESTS)] = opinion.digest();
    before.answers().forEach(calls::add);
  }

  /** The place of the last record that was carried out. */
  long place() {
    return opinion.place();
  }

  /** What has been carried out so far. */
  LogRecord.Opinion opinion() {
    return opinion;
  }

  /** What the log says of external sources so far. */
  SourceLedger sources() {
    return sources;
  }

  /** What has been decided so far. */
  Decisions decisions() {
    return new Decisions(
        before.epoch(), before.program(), before.plan(), lastChange, opinion, sources, calls.all());
  }

  /**
   * Decides on the next record, and lets the service carry it out.
   *
   * @throws RuntimeException if the service cannot go on
   */
  Decision decide(LogRecord record) {
    long place = opinion.place() + 1;
    Decision decision;
    long changed = 0;
    if (record instanceof LogRecord.Commit commit) {
      compare(commit.opinion());
      Decision before = beforeCarryingOut(commit);
      OrderedService.CarriedOut carriedOut =
          before == null ? carryOut(commit) : carryOut(() -> service.carryOut(List.of()));
      changed = carriedOut.changedEntries();
      decision = before == null ? decisionOn(commit, carriedOut, place) : before;
    } else {
      changed = carryOut(() -> service.carryOut(List.of())).changedEntries();
      decision = new Decision.Committed(place);
    }
    if (service.tick() != place) {
      throw new IllegalStateException(
          "the service is at tick " + service.tick() + " after place " + place + " of the log");
    }
    figures.decided(decision);
    agree(place, decision, changed);
    return decision;
  }

  /** The decision on a commit that is not carried out; null if it is to be. */
  private @Nullable Decision beforeCarryingOut(LogRecord.Commit commit) {
    if (commit.note().filter(note -> !sources.accepts(note)).isPresent()) {
      return new Decision.Overtaken();
    }
    Proposal.CommandRun run = commit.run().orElse(null);
    if (run == null) {
      return null;
    }
    CommandCall call = run.call().orElse(null);
    RememberedAnswer known = call == null ? null : calls.find(call, commit.millis());
    if (call != null && known != null) {
      return known.call().params().equals(call.params())
          ? new Decision.Remembered(known.end(), known.tick())
          : new Decision.Rejected(new IdempotencyKeyReusedException(call.command()));
    }
    return run.readTick() < lastChange ? new Decision.Overtaken() : null;
  }

  private Decision decisionOn(
      LogRecord.Commit commit, OrderedService.CarriedOut carriedOut, long place) {
    if (carriedOut.rejection().isPresent()) {
      return new Decision.Rejected(carriedOut.rejection().get());
    }
    if (carriedOut.changedEntries() > 0) {
      lastChange = place;
    }
    commit.note().ifPresent(note -> sources = sources.after(note, place, commit.millis()));
    commit
        .run()
        .filter(run -> !(run.end() instanceof CommandEnd.Failed))
        .ifPresent(run ->
            run.call()
                .ifPresent(call ->
                    calls.add(new RememberedAnswer(call, commit.millis(), place, run.end()))));
    return new Decision.Committed(place);
  }

  private OrderedService.CarriedOut carryOut(LogRecord.Commit commit) {
    SourceNote note = commit.note().orElse(null);
    return carryOut(() ->
        note == null
            ? service.carryOut(commit.changes())
            : service.carryOut(commit.changes(), note));
  }

  private OrderedService.CarriedOut carryOut(Supplier<OrderedService.CarriedOut> step) {
    while (true) {
      try {
        return step.get();
      } catch (ServiceBusyException busy) {
        if (isClosed.getAsBoolean()) {
          throw new ServiceClosedException();
        }
        System.getLogger(RecordDecider.class.getName())
            .log(System.Logger.Level.WARNING, "this node falls behind: " + busy.getMessage());
      }
    }
  }

  private void agree(long place, Decision decision, long changed) {
    int kind =
        switch (decision) {
          case Decision.Committed committed -> 1;
          case Decision.Rejected rejected -> 2;
          case Decision.Overtaken overtaken -> 3;
          case Decision.Remembered remembered -> 4;
        };
    int digest = PRIME * (PRIME * opinion.digest() + kind) + Long.hashCode(changed);
    digests[(int) (place % KEPT_DIGESTS)] = digest;
    opinion = new LogRecord.Opinion(place, digest);
  }

  /** Compares what another node had decided with what this one has. */
  private void compare(LogRecord.Opinion other) {
    long age = opinion.place() - other.place();
    if (age >= 0
        && age < KEPT_DIGESTS
        && other.place() >= firstDigest
        && digests[(int) (other.place() % KEPT_DIGESTS)] != other.digest()) {
      figures.disagree(other.place());
    }
  }
}
