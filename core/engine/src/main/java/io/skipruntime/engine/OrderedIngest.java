package io.skipruntime.engine;

import io.skipruntime.SourceStatus;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.source.FollowedSources;
import io.skipruntime.engine.source.SourceReaders;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.OrderedSources;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.SourceNote;
import io.skipruntime.engine.spi.StoredCollection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The external sources of a service that shares an order of commits: what the order says of them is
 * carried out, and while this process is the one that reads, it proposes what they deliver.
 */
final class OrderedIngest implements OrderedSources {

  private final TransactionRunner runner;
  private final FollowedSources followed;
  private final SourceReaders readers;

  /**
   * Sources that have nothing.
   *
   * @param order brings a proposal to the order
   * @param loader has the classes of the service
   */
  OrderedIngest(TransactionRunner runner, Function<Proposal, Decision> order, ClassLoader loader) {
    this.runner = runner;
    this.followed = runner.sources().follow();
    this.readers = runner.sources().readers(followed, order, loader);
  }

  /** Lets the sources begin with what the order has of them, in the transaction of the build. */
  void begin(Origin origin, Transaction transaction) {
    followed.carriesOut(transaction);
    transaction.catalog(transaction.catalog().withPositions(origin.state().positions()));
  }

  /** Makes what a commit of the order says part of its transaction. */
  void apply(List<JournalRecord.Change> changes, SourceNote note, Transaction transaction) {
    switch (note) {
      case SourceNote.Delivered delivered -> {
        changes.forEach(change -> followed.deliver(change, transaction));
        transaction.catalog(transaction.catalog().withPositions(delivered.positions()));
      }
      case SourceNote.Told told ->
          told.released().forEach(each -> followed.giveUp(each, transaction));
      case SourceNote.Begun begun -> {}
      case SourceNote.Wanted wanted -> {}
    }
  }

  /** Notes that a transaction carries out a commit of the order, which does not wait for data. */
  void carriesOut(Transaction transaction) {
    followed.carriesOut(transaction);
  }

  /** Is told that a commit has been carried out and was not rejected. */
  void carriedOut(List<JournalRecord.Change> changes, SourceNote note) {
    changes.forEach(change -> followed.arrived(change.collection()));
    switch (note) {
      case SourceNote.Told told -> runner.exclusively(() -> followed.tell(told.statuses()));
      case SourceNote.Begun begun -> runner.exclusively(followed::takenOver);
      case SourceNote.Delivered delivered -> {}
      case SourceNote.Wanted wanted -> {}
    }
  }

  /** The data of the order that no node mirrors; for the holder of the write lock. */
  List<StoredCollection> unmirrored() {
    return followed.unmirrored();
  }

  /** The sources that the order has no data of, though nodes mirror them; likewise. */
  Set<CollectionId.External> unloaded() {
    return followed.unloaded();
  }

  @Override
  public boolean areNone() {
    return runner.sources().hasNoServices();
  }

  @Override
  public void restore(Map<CollectionId.External, SourceStatus> statuses) {
    runner.exclusively(() -> followed.tell(statuses));
  }

  @Override
  public Set<CollectionId.External> used() {
    Set<CollectionId.External> used = new HashSet<>();
    runner.exclusively(() -> used.addAll(followed.used()));
    return used;
  }

  @Override
  public Set<CollectionId.External> awaited() {
    Set<CollectionId.External> awaited = new HashSet<>();
    runner.exclusively(() -> awaited.addAll(followed.awaited()));
    return awaited;
  }

  @Override
  public void read(
      long term, Set<CollectionId.External> wanted, Set<CollectionId.External> askedAgain) {
    readers.read(term, wanted, askedAgain);
  }

  @Override
  public boolean isInDoubt() {
    return readers.isInDoubt();
  }

  @Override
  public Map<CollectionId.External, SourceStatus> statuses() {
    return readers.statuses();
  }

  @Override
  public void stopReading() {
    readers.stop();
  }
}
