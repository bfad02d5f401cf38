package io.skipruntime.engine;

import io.skipruntime.SkipException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.History;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Recovery;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StateSource;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.subscription.Leases;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.FailureText;
import io.skipruntime.json.Json;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The birth of a service from what its journal has: the graph is built over the stored inputs, the
 * leases are opened again, and what was recorded after is carried out again, each record as a
 * transaction of its own. No other code has the service meanwhile.
 *
 * <ul>
 *   <li>{@code outputs} has what the instances contained, where their streams go on with that.
 *   <li>{@code failed} are the leases of instances that could not be opened in the state that the
 *       journal has of them, where the service had gone on with an instance that had failed. They
 *       are opened in the last state, where the streams begin again.
 * </ul>
 */
final class Birth {

  private final TransactionRunner runner;
  private final ServiceGraph graph;
  private final ServiceDefinition definition;
  private final Leases leases;
  private final EngineOptions options;
  private final Origin origin;
  private final Consumer<RememberedAnswer> answers;
  private final Map<ResourceInstance.Key, Stored> outputs = new HashMap<>();
  private final Map<String, JournalRecord.LeaseOpened> failed = new LinkedHashMap<>();

  /** The contents that an instance had, and since when. */
  private record Stored(StoredOutput output, TickMap<Object, ValueList> contents, long since) {}

  /**
   * A birth that is to be carried out.
   *
   * @param answers takes the answers that are remembered, oldest first
   */
  Birth(
      TransactionRunner runner,
      ServiceGraph graph,
      ServiceDefinition definition,
      Leases leases,
      EngineOptions options,
      Origin origin,
      Consumer<RememberedAnswer> answers) {
    this.runner = runner;
    this.graph = graph;
    this.definition = definition;
    this.leases = leases;
    this.options = options;
    this.origin = origin;
    this.answers = answers;
  }

  /**
   * Carries it out.
   *
   * @param states gives the state of the service that was born
   * @throws SkipException if the service cannot be built, or if a record did not give what it gave
   */
  void from(Journal journal, Iterator<JournalRecord> replay, StateSource states) {
    State state = origin.state();
    long follows = origin.isReplayed() ? origin.tick() - 1 : origin.tick();
    runner.recordIn(journal, graph::isShared, follows, state.millis());
    runner.resumeWindow().restore(state.resumeMarks());
    runner.sources().restoreFrom(state.collections());
    graph.restoreFrom(state.collections());
    if (origin.isReplayed()) {
      runner.replay(state.millis(), true, this::build);
    } else {
      runner.writing(transaction -> {
        build(transaction);
        return true;
      });
      state.outputs().forEach(this::readOutput);
    }
    state.leases().forEach(this::reopen);
    state.answers().forEach(answers);
    outputs.clear();
    runner.exclusively(runner.instances().storedHistories()::end);
    while (replay.hasNext()) {
      carryOut(replay.next());
    }
    List.copyOf(failed.values()).forEach(lease -> reopen(withoutHistory(lease)));
    runner.beginRecording(states);
    runner.awaitRecorded(); // of the build, before it is shown
    runner.sources().resume();
    runner.awaitRecorded(); // of the present time, likewise
  }

  private void build(Transaction transaction) {
    transaction.acquire(runner.instances());
    transaction.catalog(transaction.catalog().withPositions(origin.state().positions()));
    graph.build(definition, transaction);
  }

  private void readOutput(StoredOutput output) {
    TickMap.Loader<Object, ValueList> loader = TickMap.loadCollection();
    for (EntryBlock block : output.blocks()) {
      for (int i = 0; i < block.size(); i++) {
        List<?> values = block.values(i);
        if (values.isEmpty()) {
          loader.addDeleted(block.key(i), block.tick(i));
        } else {
          loader.add(block.key(i), ValueList.copyOf(values), block.tick(i));
        }
      }
    }
    TickMap<Object, ValueList> contents = loader.build(output.horizon());
    for (StoredOutput.Instance each : output.instances()) {
      ResourceInstance.Key key = keyOf(each.resource(), each.params());
      if (key != null) {
        outputs.put(key, new Stored(output, contents, each.since()));
      }
    }
  }

  /** What identifies an instance; null if the program does not have it any more. */
  private ResourceInstance.@Nullable Key keyOf(String resource, Json params) {
    ServiceDefinition.ResourceType type = definition.resources().get(resource);
    if (type == null) {
      return null;
    }
    try {
      return new ResourceInstance.Key(resource, type.parameters().accept(params));
    } catch (DecodeException otherType) {
      return null;
    }
  }

  /**
   * Opens an instance again, if that can be done now, else in the last state; if it fails there,
   * too, its clients open another.
   */
  private void reopen(JournalRecord.LeaseOpened lease) {
    ResourceInstance.Key key = keyOf(lease.resource(), lease.params());
    if (key == null || leases.has(lease.identifier())) {
      return;
    }
    try {
      runner.replay(lease.millis(), false, transaction -> reopen(lease, key, transaction));
    } catch (SkipException e) {
      failed.put(lease.identifier(), lease);
      System.getLogger(Birth.class.getName())
          .log(
              System.Logger.Level.DEBUG,
              "an instance of " + key.resource() + " is not open",
              FailureText.loggable(e));
    }
  }

  private static JournalRecord.LeaseOpened withoutHistory(JournalRecord.LeaseOpened lease) {
    return new JournalRecord.LeaseOpened(
        lease.millis(),
        lease.identifier(),
        lease.resource(),
        lease.params(),
        lease.untilMillis(),
        "");
  }

  private void reopen(
      JournalRecord.LeaseOpened lease, ResourceInstance.Key key, Transaction transaction) {
    long now = options.clock().millis();
    ResourceInstance instance = runner.instances().open(key, now, transaction);
    Stored stored = outputs.get(key);
    History history = History.parse(lease.history()).orElse(null);
    if (history != null && origin.isReplayed()) {
      runner.instances().storedHistories().belongTo(instance, history, transaction);
    } else if (history != null && stored != null) {
      runner
          .instances()
          .storedHistories()
          .continueStored(
              instance,
              stored.contents(),
              stored.output().keyClass(),
              history,
              stored.since(),
              transaction);
    }
    transaction.afterCommit(
        () -> leases.add(lease.identifier(), instance, now, lease.untilMillis()));
  }

  private void carryOut(JournalRecord record) {
    switch (record) {
      case JournalRecord.Committed committed -> {
        carryOut(committed);
        committed.answer().ifPresent(answers);
      }
      case JournalRecord.Refused refused -> answers.accept(refused.answer());
      case JournalRecord.Noted noted -> {
        runner.replay(
            noted.millis(),
            false,
            transaction -> {
              noted.changes().forEach(change -> runner.sources().replay(change, transaction));
              transaction.catalog(transaction.catalog().withPositions(noted.positions()));
            });
        noted.released().forEach(runner.sources()::forget);
      }
      case JournalRecord.LeaseOpened opened -> reopen(opened);
      case JournalRecord.LeaseClosed closed -> {
        failed.remove(closed.identifier());
        leases.end(closed.identifier(), options.clock().millis(), instance -> {});
      }
    }
  }

  private void carryOut(JournalRecord.Committed record) {
    long tick = runner.graph().head().tick() + 1;
    if (record.tick() != tick || record.isRebuilt()) {
      throw new SkipException("the record of tick " + record.tick() + " cannot follow " + tick);
    }
    long changed =
        runner.replay(
            record.millis(),
            true,
            transaction -> {
              for (JournalRecord.Change change : record.changes()) {
                graph.replay(change, transaction);
                runner.sources().replay(change, transaction);
              }
              transaction.catalog(transaction.catalog().withPositions(record.positions()));
            });
    if (changed != record.changedEntries()) {
      throw new SkipException(
          "the transaction of tick "
              + tick
              + " changed "
              + record.changedEntries()
              + " entries, and "
              + changed
              + " when it was carried out again: a function depends on something else than its"
              + " inputs");
    }
  }

  /** Makes a service from what a journal has, in the first way that works. */
  static <T> T inFirstWayThatWorks(Recovery first, Function<Recovery, T> born) {
    Recovery recovery = first;
    while (true) {
      try {
        return born.apply(recovery);
      } catch (RuntimeException e) {
        Recovery other = recovery.fold(e);
        if (other == recovery) {
          throw e;
        }
        System.getLogger(Birth.class.getName())
            .log(System.Logger.Level.WARNING, "the journal is read in another way, since " + e);
        recovery = other;
      }
    }
  }
}
