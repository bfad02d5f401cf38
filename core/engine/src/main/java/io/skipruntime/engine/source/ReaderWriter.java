package io.skipruntime.engine.source;

import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.SourceNote;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The writer of what is read in one term: each delivery is one proposal, with its position, and the
 * next one follows when that is decided. For any thread.
 *
 * <ul>
 *   <li>What a function rejects waits for the next delivery of the same source. A position is
 *       proposed only with all that waits of its external service, so that who reads on at the
 *       position misses nothing.
 *   <li>When it is not known what the order has, nothing more is proposed in this term.
 *   <li>{@code lock} is held by who begins, proposes and ends a delivery, or carries out notes.
 * </ul>
 */
final class ReaderWriter implements IntakeWriter {

  private final IntakeWriter service;
  private final Function<Proposal, Decision> order;
  private final long term;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> notes = new ConcurrentLinkedQueue<>();
  private final Set<ExternalSource> withPending = ConcurrentHashMap.newKeySet();
  private volatile boolean isOver;

  /**
   * A writer that nothing was given to.
   *
   * @param service writes to the service itself
   * @param order brings a proposal to the order
   */
  ReaderWriter(IntakeWriter service, Function<Proposal, Decision> order, long term) {
    this.service = service;
    this.order = order;
    this.term = term;
  }

  /** The term. */
  long term() {
    return term;
  }

  /** Whether nothing is proposed any more. */
  boolean isOver() {
    return isOver;
  }

  /** Refuses all that is delivered from now on. */
  void end() {
    isOver = true;
  }

  @Override
  public CompletionStage<Void> deliver(Intake intake) {
    if (!(intake instanceof SourceDelivery delivery)) {
      throw new IllegalArgumentException("readers deliver nothing but deliveries");
    }
    lock.lock();
    try {
      if (isOver) {
        throw ended();
      }
      deliver(delivery);
      return CompletableFuture.completedStage(null);
    } finally {
      lock.unlock();
      carryOutNotes();
    }
  }

  private static SkipException ended() {
    return new SkipException("this process does not read the source any more");
  }

  private void deliver(SourceDelivery delivery) {
    delivery.begin();
    List<JournalRecord.Change> changes = new ArrayList<>();
    for (ExternalSource source : delivery.sources()) {
      if (source.hasPending()) {
        withPending.add(source);
        changes.add(
            new JournalRecord.Change(
                source.id(), source.replaces(), List.of(source.pending().asBlock())));
      }
    }
    Map<StreamId, Json> positions = Map.of();
    if (delivery.sources().containsAll(withPending)) {
      positions = delivery.positions();
    }
    RuntimeException failure = null;
    try {
      if (!changes.isEmpty() || !positions.isEmpty()) {
        failure = propose(changes, positions);
      }
    } catch (RuntimeException e) {
      isOver = true;
      failure = e;
    }
    if (failure == null) {
      delivery.sources().forEach(ExternalSource::applied);
      delivery.sources().forEach(withPending::remove);
    }
    delivery.end(failure, null);
    if (failure != null) {
      throw failure;
    }
  }

  /** Brings a delivery to the order, and gives why it was rejected; null if it was not. */
  private @Nullable RuntimeException propose(
      List<JournalRecord.Change> changes, Map<StreamId, Json> positions) {
    Decision decision =
        order.apply(
            new Proposal(
                changes, Optional.empty(), Optional.of(new SourceNote.Delivered(term, positions))));
    return switch (decision) {
      case Decision.Committed committed -> null;
      case Decision.Rejected rejected -> rejected.reason();
      case Decision other -> throw ended();
    };
  }

  @Override
  public Map<StreamId, Json> positions() {
    return service.positions();
  }

  @Override
  public void exclusively(Runnable step) {
    lock.lock();
    try {
      service.exclusively(step);
    } finally {
      lock.unlock();
      carryOutNotes();
    }
  }

  @Override
  public void note(Runnable step) {
    notes.add(step);
    carryOutNotes();
  }

  /** Carries out notes, unless the holder of the lock will. */
  private void carryOutNotes() {
    while (!notes.isEmpty() && lock.tryLock()) {
      try {
        for (Runnable note = notes.poll(); note != null; note = notes.poll()) {
          note.run();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void later(Runnable step) {
    service.later(step);
  }

  @Override
  public void giveBack(Runnable step) {
    service.giveBack(step);
  }
}
