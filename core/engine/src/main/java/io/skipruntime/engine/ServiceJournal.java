package io.skipruntime.engine;

import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StorageStatus;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The journal of a service, with the state of the service that the journal asks for. Thread-safe.
 */
final class ServiceJournal {

  private final Journal journal;
  private final TransactionRunner runner;
  private final LeasedInstances leased;
  private final ServiceSinks sinks;
  private final ServiceCommands commands;
  private final EngineOptions options;

  ServiceJournal(
      Journal journal,
      TransactionRunner runner,
      LeasedInstances leased,
      ServiceSinks sinks,
      ServiceCommands commands,
      EngineOptions options) {
    this.journal = journal;
    this.runner = runner;
    this.leased = leased;
    this.sinks = sinks;
    this.commands = commands;
    this.options = options;
  }

  /** The state of the version that is shown. */
  State state() {
    return state(openLeases());
  }

  private State state(List<JournalRecord.LeaseOpened> openLeases) {
    Version version = runner.graph().version(); // first: all that it is made of is there then
    return new ServiceState(
        version,
        runner.instances().all(),
        openLeases,
        runner.resumeWindow().marks(),
        sinks.positions(),
        commands.answers(version.tick()));
  }

  /** The leases that are open now. */
  List<JournalRecord.LeaseOpened> openLeases() {
    return LeaseRecords.of(leased.leases(), runner.graph(), options.clock().millis());
  }

  /**
   * Ends the journal of a service whose last transaction is over.
   *
   * @param openLeases the leases that were open when the service ended them
   */
  void close(List<JournalRecord.LeaseOpened> openLeases) {
    if (!runner.isAllDurable()) {
      journal.abandon();
      return;
    }
    try (State last = state(openLeases)) {
      journal.close(last);
    }
  }

  /** Lets a snapshot be written soon; gives its tick. */
  CompletionStage<Long> writeSnapshot() {
    return journal.writeSnapshot();
  }

  /** How the journal is doing. */
  StorageStatus status() {
    return journal.status();
  }
}
