package io.skipruntime.engine;

import io.skipruntime.ComputationException;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SkipException;
import io.skipruntime.WiringException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.commit.Write;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.spi.CommitOrder;
import io.skipruntime.engine.spi.CommitOrderProvider;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.OrderStatus;
import io.skipruntime.engine.spi.OrderedService;
import io.skipruntime.engine.spi.OrderedSources;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.SourceNote;
import io.skipruntime.engine.spi.State;
import io.skipruntime.json.FailureText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * The commits of a service that shares an order of commits with other processes: its writes become
 * proposals, and what the order says is carried out.
 *
 * <ul>
 *   <li>Each place of the order is one tick, also that of a commit that is rejected: nothing else
 *       makes a tick. So the ticks of all nodes mean the same.
 *   <li>While a command runs here and its proposal is decided, no other proposal of this node comes
 *       between: what overtakes the command comes from other nodes.
 * </ul>
 */
final class OrderedCommits implements OrderedService {

  private final CommitOrder order;
  private final TransactionRunner runner;
  private final ServiceGraph graph;
  private final OrderedIngest sources;
  private final ReentrantReadWriteLock proposing = new ReentrantReadWriteLock(true);

  OrderedCommits(CommitOrder order, TransactionRunner runner, ServiceGraph graph) {
    this.order = order;
    this.runner = runner;
    this.graph = graph;
    ClassLoader loader = graph.definition().service().getClass().getClassLoader();
    this.sources = new OrderedIngest(runner, this::propose, loader);
  }

  /**
   * Returns if a service with these options may share an order.
   *
   * @throws SkipException if it may not
   */
  static void requireSuitable(EngineOptions options, ServiceDefinition definition) {
    if (options.persistence().isPresent()) {
      throw new SkipException(
          "a node of a cluster has all its data from the log of the cluster; start it without"
              + " persistence (--data)");
    }
    if (options.strict()) {
      throw new SkipException(
          "a node of a cluster cannot be strict: which resource instances are open differs from"
              + " node to node, and so would what is rejected");
    }
    if (!definition.sinks().isEmpty()) {
      throw new SkipException(
          "a node of a cluster has no sinks, since each node would write to the target; leave out "
              + String.join(", ", definition.sinks().keySet())
              + ", and give it to one service that uses the resource of a node");
    }
    if (options.commitOrder().filter(CommitOrderProvider::isComputedElsewhere).isPresent()) {
      requireSharedOnly(definition);
    }
  }

  /** Refuses what needs more than copies of what the service shares. */
  private static void requireSharedOnly(ServiceDefinition definition) {
    if (!definition.externalServices().isEmpty()) {
      throw new WiringException(
          List.of(
              "data of external services has no place in the order: make that of "
                  + String.join(", ", new TreeSet<>(definition.externalServices().keySet()))
                  + " an input and feed it, or let nodes compute the graph (--graph here)"));
    }
  }

  /** Why the code of the service is not replaced while it runs. */
  static SkipException reloadRefusal() {
    return new SkipException(
        "a node of a cluster is not reloaded, since all nodes run the same program; stop it, and"
            + " start it again");
  }

  /**
   * Builds the graph over what the order begins with. The histories of shared collections begin
   * with the order, so that the ids of their events are good on every node.
   */
  void build(ServiceDefinition definition, Origin origin) {
    runner.sources().restoreFrom(origin.state().collections());
    runner.graph().startAt(origin.tick() - 1);
    graph.restoreFrom(origin.state().collections());
    runner.writing(transaction -> {
      transaction.acquire(runner.instances());
      sources.begin(origin, transaction);
      ServiceDefinition built = graph.build(definition, transaction);
      graph.collections().forEach(each -> each.beginHistory(CommitOrder.FIRST_PLACE));
      return built;
    });
  }

  /**
   * Brings a write to the order, and waits until it is carried out here.
   *
   * @return its tick
   * @throws SkipException if it is rejected, or as {@link CommitOrder#propose} does
   */
  long commit(Write write) {
    runner.requireSound();
    return switch (propose(new Proposal(write.changes(), Optional.empty()))) {
      case Decision.Committed committed -> committed.tick();
      case Decision.Rejected rejected -> throw rejected.reason();
      case Decision other -> throw new IllegalStateException("not for a write: " + other);
    };
  }

  private Decision propose(Proposal proposal) {
    proposing.readLock().lock();
    try {
      return order.propose(proposal);
    } finally {
      proposing.readLock().unlock();
    }
  }

  /** The lock that a command has from its run until its proposal is decided. */
  ReentrantReadWriteLock.WriteLock proposingAlone() {
    return proposing.writeLock();
  }

  /** The order. */
  CommitOrder order() {
    return order;
  }

  @Override
  public String plan() {
    List<String> lines = new ArrayList<>();
    ServiceDefinition definition = graph.definition();
    definition
        .inputs()
        .forEach((name, input) ->
            lines.add(
                "input " + name + " " + input.keys().jsonType() + " " + input.values().jsonType()));
    runner.exclusively(() ->
        graph.allNodes().stream()
            .filter(graph::isShared)
            .map(Node::id)
            .map(Object::toString)
            .sorted()
            .forEach(lines::add));
    return String.join("\n", lines);
  }

  @Override
  public long tick() {
    return runner.graph().version().tick();
  }

  @Override
  public State state() {
    ServiceState[] state = new ServiceState[1];
    runner.exclusively(() ->
        state[0] =
            ServiceState.ofNode(
                runner.graph().version(), sources.unmirrored(), sources.unloaded()));
    return state[0];
  }

  @Override
  public CarriedOut carryOut(List<JournalRecord.Change> changes) {
    return carryOut(transaction -> changes.forEach(each -> graph.replay(each, transaction)));
  }

  @Override
  public CarriedOut carryOut(List<JournalRecord.Change> changes, SourceNote note) {
    CarriedOut done = carryOut(transaction -> sources.apply(changes, note, transaction));
    if (done.rejection().isEmpty()) {
      sources.carriedOut(changes, note);
    }
    return done;
  }

  @Override
  public OrderedSources sources() {
    return sources;
  }

  private CarriedOut carryOut(Consumer<Transaction> body) {
    try {
      return new CarriedOut(Optional.empty(), makeTick(body));
    } catch (ComputationException | InvalidInputException rejection) {
      makeTick(nothing -> {});
      return new CarriedOut(Optional.of(rejection), 0);
    }
  }

  private long makeTick(Consumer<Transaction> body) {
    long[] changed = new long[1];
    runner.updating(transaction -> {
      sources.carriesOut(transaction);
      body.accept(transaction);
      transaction.beforeCommit(() -> changed[0] = changedEntries(transaction));
      return true;
    });
    return changed[0];
  }

  private long changedEntries(Transaction transaction) {
    long entries = 0;
    for (Node node : transaction.changed()) {
      if (node instanceof CollectionNode collection && graph.isShared(node)) {
        Delta delta = collection.delta();
        entries += delta == null ? 0 : delta.size();
      }
    }
    return entries;
  }

  @Override
  public void breakDown(Throwable cause) {
    System.getLogger(OrderedCommits.class.getName())
        .log(
            System.Logger.Level.ERROR,
            "this node of the cluster cannot go on",
            FailureText.loggable(cause));
    runner.breakDown(cause);
  }

  OrderStatus status() {
    return order.status();
  }

  void close() {
    order.close();
  }
}
