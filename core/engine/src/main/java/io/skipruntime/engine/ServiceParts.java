package io.skipruntime.engine;

import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.DescribedGraph;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.spi.CommitOrder;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The parts of a service, put together, and what it takes all of them for: to end. {@link
 * ServiceInstance} is their face, {@link ServiceStart} gives them a graph, {@link ServiceReload}
 * another one. Each part is thread-safe.
 *
 * @param epoch of the service's watermarks
 * @param runner the only way to change the graph
 * @param graph what the service's definition has become
 * @param resources the instances that are open for a short time
 * @param leased the instances that are open under an identifier
 * @param recentCommits the last transactions; empty unless they are to be inspected
 * @param ordered the order of commits that the service shares; empty if it is alone
 * @param journal what records the service; empty if it is not recorded
 */
record ServiceParts(
    EngineOptions options,
    String epoch,
    TransactionRunner runner,
    ServiceGraph graph,
    ResourceAccess resources,
    LeasedInstances leased,
    ServiceCommands commands,
    ServiceSinks sinks,
    Optional<RecentCommits> recentCommits,
    Optional<OrderedCommits> ordered,
    Optional<ServiceJournal> journal) {

  /** How many transactions are kept for inspection. */
  private static final int MOST_RECENT_COMMITS = 1_000;

  /**
   * The parts of a service without a graph.
   *
   * @param elsewhere the graph that other processes compute; empty if it is computed here
   */
  static ServiceParts of(
      ServiceDefinition definition,
      EngineOptions options,
      String epoch,
      Optional<Journal> journal,
      Optional<CommitOrder> order,
      Optional<DescribedGraph> elsewhere) {
    Optional<RecentCommits> recentCommits =
        options.inspect()
            ? Optional.of(new RecentCommits(MOST_RECENT_COMMITS, options.clock()))
            : Optional.empty();
    TransactionRunner runner =
        new TransactionRunner(recentCommits.map(options::withListener).orElse(options).ofCommits());
    ServiceGraph graph =
        new ServiceGraph(definition, runner.instances(), runner.sources(), elsewhere);
    ResourceAccess resources = new ResourceAccess(runner, graph, options.clock());
    LeasedInstances leased = new LeasedInstances(runner, resources, options);
    Optional<OrderedCommits> ordered = order.map(each -> new OrderedCommits(each, runner, graph));
    ServiceCommands commands = new ServiceCommands(runner, graph, epoch, options, ordered);
    ServiceSinks sinks = new ServiceSinks(runner, leased, epoch, options);
    return new ServiceParts(
        options,
        epoch,
        runner,
        graph,
        resources,
        leased,
        commands,
        sinks,
        recentCommits,
        ordered,
        journal.map(each -> new ServiceJournal(each, runner, leased, sinks, commands, options)));
  }

  /** The nodes and their versions. */
  Graph nodes() {
    return runner.graph();
  }

  /** All collections that have names, in a version. */
  ServiceSnapshot snapshot(Version version) {
    return new ServiceSnapshot(
        new Watermark(epoch, version.tick()), version, graph.named().byName());
  }

  /**
   * Returns if there is an input that can be read here.
   *
   * @throws io.skipruntime.UnknownCollectionException if there is none
   * @throws io.skipruntime.SkipException if other processes compute the graph, and the input is not
   *     shared
   */
  void requireInput(String collection) {
    runner.requireSound();
    graph.definition().input(collection);
    graph.requireInputHere(collection);
  }

  /** Lets the journal write a snapshot; see {@link ServiceInstance#writeSnapshot}. */
  Optional<CompletionStage<Watermark>> writeSnapshot() {
    return journal.map(each -> each.writeSnapshot().thenApply(tick -> new Watermark(epoch, tick)));
  }

  /** Ends the subscriptions, releases the sources, and refuses writes from now on. */
  void end() {
    ordered.ifPresent(OrderedCommits::close);
    List<JournalRecord.LeaseOpened> open = new ArrayList<>();
    boolean isFirst =
        runner.close(() -> {
          journal.ifPresent(each -> open.addAll(each.openLeases()));
          leased.endAll();
        });
    if (isFirst) {
      runner.sources().shutDownServices(options.closeMillis());
      journal.ifPresent(each -> each.close(open));
    }
  }
}
