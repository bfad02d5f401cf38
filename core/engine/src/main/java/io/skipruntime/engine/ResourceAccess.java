package io.skipruntime.engine;

import io.skipruntime.ComputationException;
import io.skipruntime.InvalidInputException;
import io.skipruntime.UnknownResourceException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.instance.ConstructedResource;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.spi.LimitedResource;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The access to the resources of a service by their names and parameters: it decodes the
 * parameters, and finds or opens the instance that they belong to. Thread-safe.
 *
 * <ul>
 *   <li>The contents of an instance that is open are read without waiting for a transaction.
 *   <li>Parameters are decoded without the write lock.
 *   <li>A caller that a resource refuses meets the refusal itself, not the failure around it.
 * </ul>
 */
final class ResourceAccess {

  private final TransactionRunner runner;
  private final ServiceGraph graph;
  private final InstantSource clock;
  private final GradualOpening gradually;

  ResourceAccess(TransactionRunner runner, ServiceGraph graph, InstantSource clock) {
    this.runner = runner;
    this.graph = graph;
    this.clock = clock;
    this.gradually = new GradualOpening(runner, graph);
  }

  /**
   * What a resource contains now.
   *
   * @throws UnknownResourceException as {@link ServiceInstance#getAll} does, and likewise the
   *     others
   */
  ResourceInstance.Snapshot snapshot(String resource, Object params) {
    runner.requireSound();
    Supplier<ResourceInstance.Key> key = decoded(resource, params);
    ResourceInstance instance = runner.instances().find(key.get());
    while (true) {
      if (instance != null) {
        instance.touch(clock.millis());
        Optional<ResourceInstance.Snapshot> snapshot = instance.snapshot(runner.graph());
        if (snapshot.isPresent()) {
          return contentsOrFailure(snapshot.get());
        }
      }
      instance = opening(key, transaction -> open(key, transaction));
    }
  }

  /** What an instance contains, unless it has failed. */
  static ResourceInstance.Snapshot contentsOrFailure(ResourceInstance.Snapshot snapshot) {
    snapshot
        .failure()
        .ifPresent(failure -> {
          throw asMet(failure);
        });
    return snapshot;
  }

  /** The values of a key, which may be JSON; empty if there are none. */
  @SuppressWarnings("unchecked") // the caller says of which type the resource's values are
  static <V> List<V> valuesOf(TickMap<Object, ValueList> contents, Object key) {
    Object first = contents.firstKey();
    if (first == null) {
      return List.of();
    }
    ValueList values =
        contents.get(
            key instanceof Json json ? CanonicalKey.among(json, first) : CanonicalKey.of(key));
    return values == null ? List.of() : (List<V>) values;
  }

  /**
   * Decodes parameters outside of the lock, for as long as that takes; the supplier does so again
   * only if the service was reloaded meanwhile.
   *
   * @return gives the key of an instance, if the resource takes the parameters still
   */
  Supplier<ResourceInstance.Key> decoded(String resource, Object params) {
    ServiceDefinition definition = graph.definition();
    ResourceInstance.Key key = key(resource, params);
    return () -> graph.definition() == definition ? key : key(resource, params);
  }

  /** The failure of an instance as its caller meets it. */
  private static RuntimeException asMet(ComputationException failure) {
    return failure.refusal().<RuntimeException>map(refusal -> refusal).orElse(failure);
  }

  /** Runs a transaction that opens the instance of a key. */
  <T> T opening(Supplier<ResourceInstance.Key> key, Function<Transaction, T> body) {
    ResourceInstance.Key asked = key.get();
    boolean isOpen = runner.instances().find(asked) != null;
    Optional<ConstructedResource> made = isOpen ? Optional.empty() : constructed(asked);
    made.flatMap(ConstructedResource::limited).ifPresent(graph::prepare);
    Function<Transaction, T> offering =
        transaction -> {
          made.ifPresent(each -> runner.instances().offer(each, transaction));
          return body.apply(transaction);
        };
    try {
      return gradually.around(key, made, () -> runner.rewiring(offering));
    } catch (ComputationException e) {
      Optional<LimitedResource<?>> limited =
          made.or(() -> constructed(asked)).flatMap(ConstructedResource::limited);
      throw asMet(limited.map(resource -> Instances.told(resource, e)).orElse(e));
    }
  }

  /** The resource of a key, constructed; empty if there is none, or it cannot be. */
  private Optional<ConstructedResource> constructed(ResourceInstance.Key key) {
    ServiceDefinition.ResourceType type = graph.definition().resources().get(key.resource());
    if (type == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ConstructedResource.of(key, type.definition()));
    } catch (RuntimeException e) {
      return Optional.empty(); // the opening itself meets the same, and tells it
    }
  }

  /** Opens an instance in a transaction, unless it is open. */
  ResourceInstance open(Supplier<ResourceInstance.Key> key, Transaction transaction) {
    return runner.instances().open(key.get(), clock.millis(), transaction);
  }

  /** The instance that is open; null if it is not. */
  @Nullable ResourceInstance find(String resource, Object params) {
    return runner.instances().find(key(resource, params));
  }

  private ResourceInstance.Key key(String resource, Object params) {
    ServiceDefinition.ResourceType type = graph.definition().resources().get(resource);
    if (type == null) {
      throw new UnknownResourceException(
          "there is no resource "
              + resource
              + "; there are "
              + List.copyOf(graph.definition().resources().keySet()));
    }
    try {
      return new ResourceInstance.Key(resource, ClientParams.accepted(type.parameters(), params));
    } catch (DecodeException e) {
      throw new InvalidInputException("parameters of resource " + resource, e.problems());
    }
  }
}
