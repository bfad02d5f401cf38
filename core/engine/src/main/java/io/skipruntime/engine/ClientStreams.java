package io.skipruntime.engine;

import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.subscription.Delivery;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The streams of a service's clients: the instances that are open under identifiers of clients, and
 * the subscriptions to these. An identifier of a sink's lease is none of them. {@link
 * ServiceInstance} says what each method does. Thread-safe.
 */
final class ClientStreams {

  private final TransactionRunner runner;
  private final LeasedInstances leased;
  private final String epoch;
  private final InstantSource clock;

  /**
   * The streams of a service.
   *
   * @param epoch of the service's watermarks
   */
  ClientStreams(
      TransactionRunner runner, LeasedInstances leased, String epoch, InstantSource clock) {
    this.runner = runner;
    this.leased = leased;
    this.epoch = epoch;
    this.clock = clock;
  }

  void open(String identifier, String resource, Object params, Optional<Instant> until) {
    LeasedInstances.requireOfClient(identifier);
    leased.open(identifier, resource, params, until);
  }

  Subscription subscribe(String identifier, Optional<Watermark> seen) {
    runner.requireSound();
    LeasedInstances.requireOfClient(identifier);
    return new Subscription(runner.graph(), epoch, clock, leased.lease(identifier), seen);
  }

  Subscription resume(String identifier, EventId last) {
    LeasedInstances.requireOfClient(identifier);
    return new Subscription(runner.graph(), epoch, clock, leased.lease(identifier), last);
  }

  <K, V> Subscription deliver(String identifier, Consumer<CollectionUpdate<K, V>> consumer) {
    Delivery<CollectionUpdate<K, V>> delivery = new Delivery<>(consumer);
    Subscription subscription = subscribe(identifier, Optional.empty());
    subscription.listen(delivery);
    delivery.start(subscription::poll);
    return subscription;
  }

  void close(String identifier) {
    LeasedInstances.requireOfClient(identifier);
    leased.close(identifier);
  }

  void leave(String identifier) {
    LeasedInstances.requireOfClient(identifier);
    leased.leave(identifier);
  }
}
