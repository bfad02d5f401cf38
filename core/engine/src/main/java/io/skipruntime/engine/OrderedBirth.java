package io.skipruntime.engine;

import io.skipruntime.WiringException;
import io.skipruntime.engine.definition.EntryDecoder;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.CommitOrder;
import io.skipruntime.engine.spi.CommitOrderContext;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The birth of a service as a node of a cluster: the graph is built over what the order of commits
 * begins with, and then the commits that the order has are carried out. No other code has the
 * service meanwhile.
 */
final class OrderedBirth {

  private final ServiceDefinition definition;
  private final EngineOptions options;
  private final BiFunction<String, CommitOrder, ServiceInstance> make;

  private OrderedBirth(
      ServiceDefinition definition,
      EngineOptions options,
      BiFunction<String, CommitOrder, ServiceInstance> make) {
    this.definition = definition;
    this.options = options;
    this.make = make;
  }

  /**
   * Carries it out.
   *
   * @param make makes a service without a graph, given its epoch and its order
   * @throws io.skipruntime.SkipException if the options do not fit, or as {@link CommitOrder#begin}
   *     does
   */
  static ServiceInstance of(
      ServiceDefinition definition,
      EngineOptions options,
      BiFunction<String, CommitOrder, ServiceInstance> make) {
    OrderedCommits.requireSuitable(options);
    return new OrderedBirth(definition, options, make).firstThatTakesPart();
  }

  private ServiceInstance firstThatTakesPart() {
    CommitOrderContext context =
        new CommitOrderContext(options.clock(), options.waitMillis(), this::initialData);
    while (true) {
      CommitOrder order = options.commitOrder().orElseThrow().open(definition.service(), context);
      boolean takesPart = false;
      try {
        ServiceInstance instance = built(order);
        takesPart = begins(instance, order);
        if (takesPart) {
          return instance;
        }
      } finally {
        if (!takesPart) {
          order.close();
        }
      }
    }
  }

  private ServiceInstance built(CommitOrder order) {
    Origin origin = order.origin();
    ServiceInstance instance = make.apply(origin.epoch(), order);
    return instance.started(() -> {
      instance.orderedCommits().build(definition, origin);
    });
  }

  private static boolean begins(ServiceInstance instance, CommitOrder order) {
    boolean begins = false;
    try {
      begins = order.begin(instance.orderedCommits());
    } finally {
      if (!begins) {
        instance.runner().close(() -> {});
      }
    }
    return begins;
  }

  private List<JournalRecord.Change> initialData() {
    if (!definition.problems().isEmpty()) {
      throw new WiringException(definition.problems());
    }
    List<JournalRecord.Change> changes = new ArrayList<>();
    definition
        .inputs()
        .forEach((name, input) ->
            changes.add(
                new JournalRecord.Change(
                    new CollectionId.Input(name),
                    true,
                    List.of(EntryDecoder.decode(input, input.initialData()).asBlock()))));
    return changes;
  }
}
