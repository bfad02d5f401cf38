package io.skipruntime.engine.commit;

import io.skipruntime.ServiceBusyException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.graph.Catalog;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.source.Intake;
import io.skipruntime.engine.source.IntakeWriter;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The writer of what external sources deliver. It has the write lock from the beginning of an
 * intake to its end, so that what a source has delivered and what its node shows go together. For
 * any thread.
 *
 * <ul>
 *   <li>An intake begins and ends exactly once, also if it does not get its turn in time.
 *   <li>A service's own code, which may take long, has a thread of its own ({@code givingBack}).
 * </ul>
 */
final class SourceWriter implements IntakeWriter {

  private final WriteLock lock;
  private final Graph graph;
  private final Execution execution;
  private final Announcer announcer;
  private final Breakdown breakdown;
  private final Background background;
  private final Background givingBack;
  private final long waitMillis;

  /**
   * A writer that nothing was given to.
   *
   * @param background runs what must not hold up a transaction
   */
  SourceWriter(
      WriteLock lock,
      Graph graph,
      Execution execution,
      Announcer announcer,
      Breakdown breakdown,
      Background background,
      long waitMillis) {
    this.lock = lock;
    this.graph = graph;
    this.execution = execution;
    this.announcer = announcer;
    this.breakdown = breakdown;
    this.background = background;
    this.givingBack = new Background("skip-give-back", breakdown::by);
    this.waitMillis = waitMillis;
  }

  @Override
  public CompletionStage<Void> deliver(Intake intake) {
    lock.requireOutside();
    Request<Boolean> own = null;
    ExternalDataNeeded needed = null;
    Intake.Effect effect = null;
    CompletionStage<Void> told = CompletableFuture.completedStage(null);
    List<ExternalDataNeeded> waited = new ArrayList<>(0);
    do {
      List<Commit> made = new ArrayList<>(1);
      takeLock(intake, effect != null);
      try {
        breakdown.requireSound();
        effect = effect == null ? intake.begin() : effect;
        if (effect == Intake.Effect.NONE) {
          return intake.end(null, null);
        }
        own = request(effect, intake);
        execution.carryOut(List.of(own), made);
        needed = own.dataNeeded();
        if (needed == null) {
          Commit commit = own.commit();
          told = intake.end(own.failure(), commit == null ? null : commit.shown());
        }
      } catch (VirtualMachineError e) {
        throw breakdown.by(e);
      } finally {
        lock.release();
        announcer.announceWhenShown(made);
      }
      if (needed != null) {
        awaitOrEnd(needed, intake);
        waited.add(needed);
      }
    } while (needed != null);
    if (own.commit() == null) {
      waited.forEach(ExternalDataNeeded::giveBack);
    }
    own.outcome();
    return told;
  }

  /**
   * Takes the lock for an intake. One that does not get its turn is refused: what it delivers waits
   * for the next delivery, as if a function had failed.
   *
   * @throws ServiceBusyException if the lock is not free in time
   */
  private void takeLock(Intake intake, boolean hasBegun) {
    if (lock.takeWithin(waitMillis)) {
      return;
    }
    RuntimeException busy = lock.notInTime(waitMillis, false);
    note(() -> {
      if (!hasBegun) {
        intake.begin();
      }
      intake.end(busy, null);
    });
    throw busy;
  }

  private Request<Boolean> request(Intake.Effect effect, Intake intake) {
    Function<Transaction, Boolean> body =
        transaction -> {
          execution.isolate(transaction);
          intake.apply(transaction);
          return true;
        };
    return effect == Intake.Effect.TICK ? Request.writing(body) : Request.rewiring(body);
  }

  private void awaitOrEnd(ExternalDataNeeded needed, Intake intake) {
    try {
      execution.await(needed);
    } catch (SkipException e) {
      note(() -> intake.end(e, null));
      throw e;
    }
  }

  @Override
  public Map<StreamId, Json> positions() {
    return Catalog.of(graph.version()).positions();
  }

  @Override
  public void exclusively(Runnable step) {
    execution.exclusively(step);
  }

  @Override
  public void note(Runnable step) {
    lock.note(step);
  }

  @Override
  public void later(Runnable step) {
    background.run(step);
  }

  @Override
  public void giveBack(Runnable step) {
    givingBack.run(step);
  }

  /** Gives back what was to be given back so far, and nothing after; waits for that for a time. */
  void close(long millis) {
    givingBack.close(millis);
  }
}
