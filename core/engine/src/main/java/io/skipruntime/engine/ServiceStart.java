package io.skipruntime.engine;

import io.skipruntime.SkipService;
import io.skipruntime.engine.definition.DescribedGraph;
import io.skipruntime.engine.definition.Refusal;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.source.ServiceShutdown;
import io.skipruntime.engine.spi.CommitOrder;
import io.skipruntime.engine.spi.CommitOrderProvider;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalContext;
import io.skipruntime.engine.spi.JournalProvider;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Recovery;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The start of a service in one of three ways: from its initial data, from what its journal has, or
 * from an order of commits that it shares with other processes. A service that cannot be started is
 * closed again.
 */
final class ServiceStart {

  private final ServiceDefinition definition;
  private final EngineOptions options;

  private ServiceStart(ServiceDefinition definition, EngineOptions options) {
    this.definition = definition;
    this.options = options;
  }

  /**
   * Makes the parts of the service and builds its graph. If that fails, the external services of
   * the service are shut down.
   *
   * @throws io.skipruntime.SkipException as {@link ServiceInstance#start} does
   */
  static ServiceParts of(SkipService<?, ?> service, EngineOptions options) {
    @Nullable ServiceDefinition definition = null;
    try {
      definition = ServiceDefinition.of(service);
      return new ServiceStart(definition, options).carryOut();
    } catch (RuntimeException | Error e) {
      ServiceShutdown shutdown = new ServiceShutdown();
      shutdown.begin(RefusedServices.of(service, definition, e).values());
      shutdown.await(options.closeMillis());
      throw e;
    }
  }

  private ServiceParts carryOut() {
    if (options.commitOrder().isPresent()) {
      OrderedCommits.requireSuitable(options, definition);
      Optional<DescribedGraph> elsewhere =
          options
              .commitOrder()
              .filter(CommitOrderProvider::isComputedElsewhere)
              .map(order -> DescribedGraph.of(definition, new Refusal("createGraph")));
      return new OrderedBirth<>(
              definition, options, (epoch, order) -> node(epoch, order, elsewhere))
          .carryOut();
    }
    return options.persistence().map(this::recorded).orElseGet(this::unrecorded);
  }

  private OrderedBirth.Newborn<ServiceParts> node(
      String epoch, CommitOrder order, Optional<DescribedGraph> elsewhere) {
    ServiceParts node =
        ServiceParts.of(
            definition, options, epoch, Optional.empty(), Optional.of(order), elsewhere);
    return new OrderedBirth.Newborn<>(node, node.ordered().orElseThrow(), node.runner());
  }

  private ServiceParts unrecorded() {
    String epoch = UUID.randomUUID().toString().substring(0, 8);
    ServiceParts parts =
        ServiceParts.of(
            definition, options, epoch, Optional.empty(), Optional.empty(), Optional.empty());
    return started(
        parts,
        () ->
            parts
                .runner()
                .writing(transaction -> {
                  transaction.acquire(parts.runner().instances());
                  return parts.graph().build(definition, transaction);
                }));
  }

  private ServiceParts recorded(JournalProvider provider) {
    JournalContext context =
        new JournalContext(
            options.clock(), options.resumeMillis(), List.copyOf(definition.inputs().keySet()));
    Journal journal = provider.open(definition.service(), context);
    try {
      return Birth.inFirstWayThatWorks(journal.recovery(), recovery -> born(journal, recovery));
    } catch (RuntimeException | Error e) {
      journal.abandon();
      throw e;
    }
  }

  private ServiceParts born(Journal journal, Recovery recovery) {
    Origin origin = recovery.origin();
    ServiceParts born =
        ServiceParts.of(
            definition,
            options,
            origin.epoch(),
            Optional.of(journal),
            Optional.empty(),
            Optional.empty());
    Birth birth =
        new Birth(
            born.runner(),
            born.graph(),
            definition,
            born.leased().leases(),
            options,
            origin,
            born.commands()::restore);
    ServiceJournal own = born.journal().orElseThrow();
    return started(born, () -> birth.from(journal, recovery.replay(), own::state));
  }

  private static ServiceParts started(ServiceParts parts, Runnable start) {
    try {
      start.run();
      return parts;
    } catch (RuntimeException | Error e) {
      parts.runner().close(() -> {});
      throw e;
    }
  }
}
