package io.skipruntime.engine;

import io.skipruntime.WiringException;
import io.skipruntime.engine.commit.TransactionRunner;
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
 *
 * @param <T> type of the service
 */
final class OrderedBirth<T> {

  /** A service without a graph, and the parts of it that a birth needs. */
  record Newborn<T>(T service, OrderedCommits commits, TransactionRunner runner) {}

  private final ServiceDefinition definition;
  private final EngineOptions options;
  private final BiFunction<String, CommitOrder, Newborn<T>> make;

  /**
   * A birth that is to be carried out.
   *
   * @param make makes a service without a graph, given its epoch and its order
   */
  OrderedBirth(
      ServiceDefinition definition,
      EngineOptions options,
      BiFunction<String, CommitOrder, Newborn<T>> make) {
    this.definition = definition;
    this.options = options;
    this.make = make;
  }

  /**
   * Carries it out.
   *
   * @throws io.skipruntime.SkipException as {@link CommitOrder#begin} does
   */
  T carryOut() {
    CommitOrderContext context =
        new CommitOrderContext(options.clock(), options.waitMillis(), this::initialData);
    while (true) {
      CommitOrder order = options.commitOrder().orElseThrow().open(definition.service(), context);
      boolean takesPart = false;
      try {
        Origin origin = order.origin();
        Newborn<T> newborn = make.apply(origin.epoch(), order);
        takesPart = begins(newborn, origin, order);
        if (takesPart) {
          return newborn.service();
        }
      } finally {
        if (!takesPart) {
          order.close();
        }
      }
    }
  }

  private boolean begins(Newborn<T> newborn, Origin origin, CommitOrder order) {
    boolean begins = false;
    try {
      newborn.commits().build(definition, origin);
      begins = order.begin(newborn.commits());
    } finally {
      if (!begins) {
        newborn.runner().close(() -> {});
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
