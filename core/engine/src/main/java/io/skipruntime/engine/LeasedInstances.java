package io.skipruntime.engine;

import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.subscription.Lease;
import io.skipruntime.engine.subscription.Leases;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The leased instances of a service: identifiers, such as those of streams, each with the lease of
 * a resource instance. It opens and ends leases, and closes what has been idle for too long.
 * Thread-safe.
 *
 * <ul>
 *   <li>With a journal, {@link #open} returns when the lease is recorded; an end is recorded later.
 *   <li>Subscribers are told of an end by a thread of the service's own ({@link #wakeSoon}), as
 *       their code must not hold up the caller.
 *   <li>{@code releasing} is true while a step that releases unused sources waits for its turn.
 *   <li>The leases of sinks have identifiers that can be guessed; {@link #requireOfClient} keeps
 *       clients from them.
 * </ul>
 */
final class LeasedInstances {

  private static final String SINK = "sink/";

  private final TransactionRunner runner;
  private final ResourceAccess resources;
  private final EngineOptions options;
  private final Leases leases = new Leases(this::recordEnd);
  private final AtomicBoolean releasing = new AtomicBoolean();

  LeasedInstances(TransactionRunner runner, ResourceAccess resources, EngineOptions options) {
    this.runner = runner;
    this.resources = resources;
    this.options = options;
  }

  /** The leases, by identifier. */
  Leases leases() {
    return leases;
  }

  private void recordEnd(String identifier) {
    runner.append(millis -> new JournalRecord.LeaseClosed(millis, identifier));
  }

  /**
   * Opens an instance under an identifier.
   *
   * @param until when it ends by itself, if ever
   */
  void open(String identifier, String resource, Object params, Optional<Instant> until) {
    runner.requireRecordable();
    long untilMillis = until.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    makeRoom();
    leases.requireRoom(identifier, options.maxStreams());
    Supplier<ResourceInstance.Key> key = resources.decoded(resource, params);
    ResourceInstance present = runner.instances().find(key.get());
    if (present != null && isOpenedAtOnce(identifier, present, untilMillis)) {
      return;
    }
    resources.opening(
        key,
        transaction -> {
          leases.requireRoom(identifier, options.maxStreams());
          ResourceInstance instance = resources.open(key, transaction);
          instance.snapshot(graph().head()).ifPresent(ResourceAccess::contentsOrFailure);
          if (runner.isRecorded()) {
            transaction.record(
                LeaseRecords.of(identifier, instance, untilMillis, transaction, nowMillis()));
          }
          transaction.afterCommit(() -> leases.add(identifier, instance, nowMillis(), untilMillis));
          return instance;
        });
  }

  /** The identifier of the lease by which a sink holds its instance open. */
  static String identifierOfSink(String name) {
    return SINK + name;
  }

  /**
   * Fails if an identifier is that of a sink's lease, as if there were none.
   *
   * @throws UnknownInstanceException if it is
   */
  static void requireOfClient(String identifier) {
    if (identifier.startsWith(SINK)) {
      throw new UnknownInstanceException("there is no such stream, or no longer");
    }
  }

  /** Opens an instance for a sink, or finds the lease by which it is open. */
  Lease openForSink(String identifier, String resource, Object params) {
    ResourceInstance.Key key = resources.decoded(resource, params).get();
    if (leases.has(identifier)) {
      Lease lease = leases.find(identifier);
      if (lease.instance().key().equals(key)) {
        return lease;
      }
      endOfSink(identifier);
    }
    open(identifier, resource, params, Optional.empty());
    return leases.find(identifier);
  }

  /** Ends the lease of a sink, if there is one. */
  void endOfSink(String identifier) {
    leases.end(identifier, nowMillis(), this::wakeSoon);
  }

  /** Ends the leases of sinks that are no more, such as those that a journal still had. */
  void endOfSinksExcept(Set<String> names) {
    leases.forEach((identifier, lease) -> {
      if (identifier.startsWith(SINK) && !names.contains(identifier.substring(SINK.length()))) {
        endOfSink(identifier);
      }
    });
  }

  /** Opens an instance that is open already, for which no transaction has to be waited for. */
  private boolean isOpenedAtOnce(String identifier, ResourceInstance instance, long untilMillis) {
    Optional<ResourceInstance.Snapshot> contents = instance.snapshot(graph());
    if (contents.isEmpty()) {
      return false;
    }
    ResourceAccess.contentsOrFailure(contents.get());
    if (!leases.add(identifier, instance, nowMillis(), untilMillis)) {
      return false;
    }
    instance.touch(nowMillis());
    if (runner.isRecorded()) {
      runner.append(millis -> LeaseRecords.of(identifier, instance, untilMillis, graph(), millis));
      runner.awaitRecorded();
    }
    return true;
  }

  /** Ends streams that were left before they need to go, where there is no room for another. */
  private void makeRoom() {
    if (leases.size() >= options.maxStreams()) {
      leases.endIdle(idleBefore(), idleBefore(), this::wakeSoon);
    }
  }

  /**
   * The lease of an identifier.
   *
   * @throws UnknownInstanceException if there is none, or no longer
   */
  Lease lease(String identifier) {
    Lease lease = leases.find(identifier);
    if (lease.untilMillis() <= nowMillis()) {
      throw new UnknownInstanceException("the stream was for a time that is over");
    }
    return lease;
  }

  /**
   * Ends a stream.
   *
   * @throws UnknownInstanceException if there is none, or no longer
   */
  void close(String identifier) {
    leases.find(identifier);
    leases.end(identifier, nowMillis(), this::wakeSoon);
  }

  /**
   * Ends a stream of a subscriber that may open the same again; its instance is kept for a while.
   *
   * @throws UnknownInstanceException if there is none, or no longer
   */
  void leave(String identifier) {
    leases.find(identifier).instance().leave(nowMillis());
    close(identifier);
  }

  /** Ends the streams that were opened for a time that is over. */
  void endOver() {
    leases.endOver(nowMillis(), this::wakeSoon);
  }

  /** Ends the streams of instances that a reload has closed. */
  void endOfClosedInstances() {
    for (Lease lease : leases.all()) {
      if (lease.instance().snapshot(graph().head()).isEmpty()) {
        leases.endOf(lease.instance(), nowMillis(), this::wakeSoon);
      }
    }
  }

  /** Ends all streams. */
  void endAll() {
    leases.endAll(nowMillis(), this::wakeSoon);
  }

  private void wakeSoon(ResourceInstance instance) {
    runner.later(instance::wakeAll);
  }

  /** Collects what has been idle for too long; see {@link ServiceInstance#collectIdle}. */
  void collectIdle() {
    long before = idleBefore();
    long leftBefore = Math.min(before, nowMillis() - options.resumeMillis());
    endOver();
    leases.endIdle(before, leftBefore, this::wakeSoon);
    releaseUnusedSources();
    if (!runner.instances().idleSince(before, leftBefore).isEmpty()) {
      runner.rewiring(transaction -> runner.instances().closeIdle(before, leftBefore, transaction));
    }
  }

  /** Does so now, or when the transaction that is open is done: once, however long that takes. */
  private void releaseUnusedSources() {
    if (releasing.compareAndSet(false, true)) {
      runner.note(() -> {
        releasing.set(false);
        runner
            .sources()
            .releaseUnused(
                Instant.ofEpochMilli(idleBefore()), Instant.ofEpochMilli(abandonedBefore()));
      });
    }
  }

  private long idleBefore() {
    return nowMillis() - options.idleMillis();
  }

  private long abandonedBefore() {
    return nowMillis() - Math.max(options.idleMillis(), options.sourceTimeoutMillis());
  }

  private Graph graph() {
    return runner.graph();
  }

  private long nowMillis() {
    return options.clock().millis();
  }
}
