package io.skipruntime.engine.operator;

import io.skipruntime.Entry;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.Footprint;
import io.skipruntime.engine.MovedClock;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.EngineEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A service with a tested operator that runs, beside the rows that its inputs have to have, and
 * what is heard of the last write: functions that ran, and updates of subscribers.
 */
final class OperatorTrial implements AutoCloseable {

  private static final long FIRST_PARAMETER = 1;

  private final TestedOperator operator;
  private final ServiceInstance service;
  private final List<EngineEvent.FunctionRan> runs = new ArrayList<>();
  private final List<CollectionUpdate<Object, Object>> updates = new CopyOnWriteArrayList<>();
  private final MovedClock clock = new MovedClock();
  private Rows rows = Rows.NONE;
  private Rows rowsBefore = Rows.NONE;

  /** A service that runs with empty inputs, in which calls of async functions never end. */
  OperatorTrial(TestedOperator operator, boolean isShared, EngineOptions options) {
    this(operator, isShared, options, new ScriptedRunner());
  }

  /** As the other constructor, with calls that a test ends. */
  OperatorTrial(
      TestedOperator operator,
      boolean isShared,
      EngineOptions options,
      ScriptedRunner asyncRunner) {
    this.operator = operator;
    this.service =
        ServiceInstance.start(
            new OperatorService(operator, isShared),
            options.withListener(this::hear).withClock(clock).withAsyncRunner(asyncRunner));
  }

  /** Counts only what was not taken back. */
  private void hear(EngineEvent event) {
    switch (event) {
      case EngineEvent.FunctionRan ran -> runs.add(ran);
      case EngineEvent.RolledBack ignored -> runs.clear();
      default -> {}
    }
  }

  ServiceInstance service() {
    return service;
  }

  /** The clock of the service. */
  MovedClock clock() {
    return clock;
  }

  /** The rows that the inputs have. */
  Rows rows() {
    return rows;
  }

  /** Writes a batch. */
  void write(Batch batch) {
    forget();
    service.transaction(writes -> {
      writes.update("first", Batch.entries(batch.first()));
      writes.update("second", Batch.entries(batch.second()));
    });
    rowsBefore = rows;
    rows = rows.with(batch);
  }

  /** Writes a batch in a transaction that fails when all of it has been propagated. */
  void writeInVain(Batch batch) {
    service.transaction(writes -> {
      writes.update("first", Batch.entries(batch.first()));
      writes.update("second", Batch.entries(batch.second()));
      writes.update("refused", List.of(Entry.of(0L, 0L)));
    });
  }

  /** Forgets what was heard. */
  void forget() {
    runs.clear();
    updates.clear();
  }

  /** Opens an instance of the resource with the result, and follows it. */
  void follow() {
    open(FIRST_PARAMETER);
    service.subscribe(stream(FIRST_PARAMETER), updates::add);
  }

  /** Opens the instance of the resource with the result for a parameter. */
  void open(long parameter) {
    service.instantiateResource(stream(parameter), OperatorService.RESULT, parameter);
  }

  /** Closes what {@link #open} has opened, and collects it. */
  void closeInstances(long... parameters) {
    for (long parameter : parameters) {
      service.closeResourceInstance(stream(parameter));
    }
    collectIdle();
  }

  private void collectIdle() {
    clock.move(Duration.ofSeconds(1_000));
    service.collectIdle();
  }

  private static String stream(long parameter) {
    return "stream" + parameter;
  }

  /** The contents of the result, as a client reads them. */
  List<Entry<Object, Object>> result() {
    return service.getAll(OperatorService.RESULT, FIRST_PARAMETER);
  }

  /** The result from scratch. */
  List<Entry<Object, Object>> expected() {
    List<Entry<Object, Object>> entries = new ArrayList<>();
    operator.result(rows).forEach((key, values) -> entries.add(new Entry<>(key, values)));
    return entries;
  }

  /** The keys of the result that the last write has changed, from scratch. */
  Set<Object> expectedChanges() {
    return Rows.changed(operator.result(rowsBefore), operator.result(rows));
  }

  /** The keys of the result that the last write has changed and that are there, from scratch. */
  Set<Object> expectedChangesPresent() {
    return Rows.changedPresent(operator.result(rowsBefore), operator.result(rows));
  }

  /** How many keys of the inputs the last write has changed. */
  long changedRows() {
    return (long) Rows.changed(rowsBefore.first(), rows.first()).size()
        + Rows.changed(rowsBefore.second(), rows.second()).size();
  }

  /** How often the operator's functions have to run for the last write, if that is known. */
  Optional<Long> expectedRuns() {
    return operator.runs().map(law -> law.runs(rowsBefore, rows));
  }

  /** How often the operator's functions ran for the last write. */
  long runs() {
    return runs.stream().filter(run -> !OperatorService.isOfTheService(run.node().name())).count();
  }

  /** The keys of the result for which a mapper that is applied to it ran, in the last write. */
  List<Object> probedKeys() {
    return runs.stream()
        .filter(run -> run.node().name().endsWith("map(" + OperatorService.PROBE + ")"))
        .map(EngineEvent.FunctionRan::key)
        .toList();
  }

  /** The updates that the subscriber got since the last write began. */
  List<CollectionUpdate<Object, Object>> updates() {
    return List.copyOf(updates);
  }

  /** Waits until the subscriber has got so many updates since the last write began. */
  void awaitUpdates(int count) {
    while (updates.size() < count) {
      Thread.onSpinWait(); // another thread delivers
    }
  }

  /** How much the service holds. */
  Footprint footprint() {
    return service.footprint();
  }

  /** How much it holds without what is kept for a time: instances that were read, sources. */
  Footprint idleFootprint() {
    collectIdle();
    return footprint();
  }

  @Override
  public void close() {
    service.close();
  }
}
