package io.skipruntime.engine;

import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.heap.ReadEntries;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.spi.CommitOrderProvider;
import io.skipruntime.engine.spi.NamedService;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each service before it closes: whether, with all streams closed and all instances
 * collected, it holds as much as one that is started with the same inputs.
 *
 * <p>A service with external sources, or with outcomes of async functions in its shared graph,
 * cannot be started a second time without its test noticing. It is compared with how it was when it
 * started, if nothing was written since and it has no sinks, and must in any case have nothing left
 * that belongs to instances.
 */
public final class LeakWatch implements ServiceObserver {

  private static final Map<ServiceInstance, Footprint> OPEN = new ConcurrentHashMap<>();
  private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static final ThreadLocal<Boolean> STARTS_REFERENCE =
      ThreadLocal.withInitial(() -> Boolean.FALSE);

  /** Takes what was found so far. */
  static List<String> takeLeaks() {
    List<String> taken = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      taken.add(leak);
    }
    return taken;
  }

  /** The services that have not been closed; they are not reported again. */
  static List<String> takeOpen() {
    List<String> open = OPEN.keySet().stream().map(LeakWatch::nameOf).toList();
    OPEN.clear();
    return open;
  }

  private static String nameOf(ServiceInstance service) {
    return serviceOf(service).getClass().getName();
  }

  private static SkipService<?, ?> serviceOf(ServiceInstance service) {
    return service.serviceGraph().definition().service();
  }

  @Override
  public void started(ServiceInstance service) {
    if (!STARTS_REFERENCE.get()) {
      OPEN.put(service, service.footprint());
    }
  }

  @Override
  public void closing(ServiceInstance service) {
    Footprint atStart = OPEN.remove(service);
    if (atStart != null && canBeChecked(service)) {
      try {
        difference(service, atStart).ifPresent(LEAKS::add);
      } catch (RuntimeException e) {
        if (NamedService.behind(serviceOf(service)).isEmpty()) { // else its program may have ended
          LEAKS.add(nameOf(service) + " cannot be checked for leaks: " + e);
        }
      }
    }
  }

  /** Not one whose streams outlive it, nor one that does nothing any more, or is stuck. */
  private static boolean canBeChecked(ServiceInstance service) {
    return service.storage().isEmpty()
        && service.health().broken().isEmpty()
        && service.health().stuck().isEmpty();
  }

  private static Optional<String> difference(ServiceInstance service, Footprint atStart) {
    closeAll(service);
    Footprint left = service.footprint().withoutHistory();
    Footprint expected = expected(service, atStart);
    if (expected == null) {
      boolean clean =
          left.streams() + left.subscriptions() + left.instances() + left.unsettled() == 0;
      return clean ? Optional.empty() : Optional.of(nameOf(service) + " leaves " + left);
    }
    return left.equals(expected)
        ? Optional.empty()
        : Optional.of(
            nameOf(service)
                + " leaves after everything is closed\n  "
                + left
                + "\ninstead of\n  "
                + expected);
  }

  /** Closes all streams and collects all that is idle then, whatever the time. */
  private static void closeAll(ServiceInstance service) {
    TransactionRunner runner = service.runner();
    runner.exclusively(() -> service.leases().endAll(service.clock().millis(), instance -> {}));
    runner.rewiring(
        transaction -> runner.instances().closeIdle(Long.MAX_VALUE, Long.MAX_VALUE, transaction));
    runner.exclusively(() -> runner.sources().releaseUnused(Instant.MAX, Instant.MAX));
  }

  private static @Nullable Footprint expected(ServiceInstance service, Footprint atStart) {
    boolean isComputedElsewhere =
        service
            .options()
            .commitOrder()
            .filter(CommitOrderProvider::isComputedElsewhere)
            .isPresent();
    if (serviceOf(service).externalServices().isEmpty()
        && service.asyncStatistics().isEmpty()
        && !isComputedElsewhere) {
      return ofReference(service);
    }
    boolean isAsAtStart = // whether a sink had connected by then is a matter of time
        service.watermark().tick() == 1 && serviceOf(service).sinks().isEmpty();
    return isAsAtStart ? atStart.withoutHistory() : null;
  }

  /** What a service holds that is started with the same inputs. */
  private static Footprint ofReference(ServiceInstance service) {
    STARTS_REFERENCE.set(true);
    try (ServiceInstance reference =
        ServiceInstance.start(serviceOf(service), optimisations(service.options()))) {
      reference.transaction(writes ->
          service
              .serviceGraph()
              .inputNodes()
              .forEach((name, node) ->
                  writes.update(
                      name, changes(reference.serviceGraph().inputNodes().get(name), node))));
      return reference.footprint().withoutHistory();
    } finally {
      STARTS_REFERENCE.set(false);
    }
  }

  /** Options of which only what decides how much a service holds is as in others. */
  private static EngineOptions optimisations(EngineOptions others) {
    EngineOptions options =
        EngineOptions.defaults()
            .withoutSinks()
            .withClock(InstantSource.fixed(others.clock().instant()))
            .withClockMillis(others.clockMillis())
            .withAsyncRunner(attempt -> () -> {});
    options = others.interning() ? options : options.withoutInterning();
    return others.compaction() ? options : options.withoutCompaction();
  }

  /** The entries that make the contents of one input those of another. */
  private static List<Entry<?, ?>> changes(@Nullable InputNode from, InputNode to) {
    Map<Object, Entry<?, ?>> changes = new LinkedHashMap<>();
    for (Entry<Object, Object> entry : entries(from)) {
      changes.put(entry.key(), Entry.deleted(entry.key()));
    }
    for (Entry<Object, Object> entry : entries(to)) {
      changes.put(entry.key(), entry);
    }
    return List.copyOf(changes.values());
  }

  private static List<Entry<Object, Object>> entries(@Nullable InputNode node) {
    return node == null ? List.of() : new ReadEntries<>(node.contents()::cursor);
  }
}
