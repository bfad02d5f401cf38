package io.skipruntime.engine;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.UnknownResourceException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.heap.ReadEntries;
import io.skipruntime.engine.spi.AsyncStatistics;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.OrderStatus;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.engine.subscription.Leases;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A running service: its inputs can be written, its resources read and subscribed to. This is the
 * embedded form; {@code SkipServer} puts it on the network.
 *
 * <p>Keys, values and parameters are objects of the types that the service declares, or {@link
 * Json} that decodes into them. Thread-safe: of each write all is carried out or nothing; writes
 * that wait for each other may share a commit; reads of open instances do not wait. Functions of
 * the service run on the threads of those who write and on some of the service's own.
 */
public final class ServiceInstance implements AutoCloseable {

  private final ServiceParts parts;
  private final TransactionRunner runner;
  private final ServiceGraph graph;
  private final InputWrites writes;
  private final ClientStreams streams;
  private final ServiceReload reload;
  private final AtomicBoolean closing = new AtomicBoolean();

  private ServiceInstance(ServiceParts parts) {
    this.parts = parts;
    this.runner = parts.runner();
    this.graph = parts.graph();
    this.writes = new InputWrites(parts.epoch(), runner, graph, parts.ordered());
    this.streams =
        new ClientStreams(runner, parts.leased(), parts.epoch(), parts.options().clock());
    this.reload = new ServiceReload(parts);
  }

  /** Starts a service with {@link EngineOptions#defaults}. */
  public static ServiceInstance start(SkipService<?, ?> service) {
    return start(service, EngineOptions.defaults());
  }

  /**
   * Starts a service: checks how it is put together, loads its initial data and builds its graph.
   * With {@link EngineOptions#persistence} it goes on from what was recorded: inputs that were
   * recorded have that data, and not their initial data. With {@link EngineOptions#commitOrder} it
   * carries out all commits that are in the order, and has the initial data of its first process.
   * The external services of a service that cannot be started are shut down.
   *
   * @throws InvalidInputException if recorded data does not fit its input's type
   * @throws io.skipruntime.WiringException that names every mistake
   * @throws io.skipruntime.ComputationException if a function fails on the initial data
   * @throws io.skipruntime.SkipException if {@code createGraph} fails, with its cause
   */
  public static ServiceInstance start(SkipService<?, ?> service, EngineOptions options) {
    ServiceInstance instance = new ServiceInstance(ServiceStart.of(service, options));
    instance.sinks().begin(instance.graph.definition());
    ServiceObservers.tell(observer -> observer.started(instance));
    return instance;
  }

  /**
   * Replaces the code of the service while it runs. Inputs keep their data, and so does one that is
   * gone, until an input has its name again or the instance is closed. What is computed by equal
   * functions over the same inputs is kept, the rest is computed again. Streams see what changed
   * for them; those of resources that are gone, or do not take their parameters any more, end. An
   * instance whose own part fails makes the reload fail, unless it had failed before.
   *
   * <p>An external service that has the name of another one takes over its subscriptions, and goes
   * on from their data, which counts as stale until it delivers; the other one is shut down, as is
   * one whose name is gone. One that equals the one before stays in place of it. If the reload
   * fails, the external services that it brought are shut down, so that another try needs new ones.
   *
   * <p>A function is equal to another only if it is of the same class. If classes are loaded again,
   * leave those loaded that have not changed; the server's {@code ServiceWatcher} does so.
   *
   * @return what was kept and what was computed
   * @throws io.skipruntime.WiringException that names every mistake; all is as before then
   * @throws InvalidInputException if an input's data does not fit its new type; likewise
   * @throws io.skipruntime.ComputationException if a function fails, in the part that all share or
   *     in a resource instance that had not failed before; likewise
   * @throws io.skipruntime.SkipException if {@code createGraph} fails, with its cause; likewise
   * @throws io.skipruntime.ServiceBusyException if a function does not let the reload have its turn
   *     in time; likewise
   */
  public ReloadSummary reload(SkipService<?, ?> service) {
    return reload.carryOut(service);
  }

  /**
   * Writes entries to one input collection.
   *
   * @param collection name of the input
   * @param entries new values by key, none to delete the key; of a key that is given twice the last
   *     counts
   * @return the version from which on every read shows the write
   * @throws UnknownCollectionException if there is no such input
   * @throws InvalidInputException if an entry is not of the input's types
   * @throws io.skipruntime.ComputationException if a function fails; nothing has changed then
   */
  public Watermark update(String collection, List<? extends Entry<?, ?>> entries) {
    return transaction(writes -> writes.update(collection, entries));
  }

  /**
   * Writes to several inputs at once: all of it becomes visible in one commit, or nothing.
   *
   * @param body collects the writes; it runs before any is carried out, and again if the service is
   *     reloaded meanwhile
   * @return the version from which on every read shows the writes
   * @throws UnknownCollectionException if an input does not exist
   * @throws InvalidInputException if an entry is not of its input's types
   * @throws io.skipruntime.ComputationException if a function fails; nothing has changed then
   * @throws io.skipruntime.ClusterUnavailableException if the service's {@link
   *     EngineOptions#commitOrder} cannot be reached; likewise
   * @throws io.skipruntime.OutcomeUnknownException if it is not known whether the service's order
   *     has the write
   */
  public Watermark transaction(Consumer<Writes> body) {
    return writes.commit(body);
  }

  /**
   * Writes as {@link #transaction} does, but does not wait for the storage of a service that is
   * {@linkplain EngineOptions#persistence recorded}: so one thread can have many writes under way,
   * which the storage takes together. All is carried out when this returns, in the order of the
   * calls; what {@link #transaction} throws because of what is written, this throws, too.
   *
   * @return completes with the version from which on every read shows the writes: at once unless
   *     the service is recorded. It completes exceptionally with a {@link
   *     io.skipruntime.StorageException} if the storage fails. What depends on it runs on a thread
   *     that must not be kept waiting
   */
  public CompletionStage<Watermark> submit(Consumer<Writes> body) {
    return writes.submit(body);
  }

  /**
   * Returns if entries could be written to an input collection, as far as their types tell: for
   * those who collect writes and make them later. Nothing is written.
   *
   * @throws UnknownCollectionException if there is no such input
   * @throws InvalidInputException if an entry is not of the input's types
   */
  public void check(String collection, List<? extends Entry<?, ?>> entries) {
    writes.check(collection, entries);
  }

  /**
   * All collections that have names, as they were committed last: for reading several of them at
   * one version. Takes no lock.
   */
  public ServiceSnapshot snapshot() {
    runner.requireSound();
    return parts.snapshot(graph().version());
  }

  /** The commands of the service. */
  public ServiceCommands commands() {
    return parts.commands();
  }

  /** The sinks of the service. */
  public ServiceSinks sinks() {
    return parts.sinks();
  }

  /** The names of the input collections, in the order they are declared. */
  public List<String> inputNames() {
    return List.copyOf(graph.definition().inputs().keySet());
  }

  /** The names of the resources, in the order they are declared. */
  public List<String> resourceNames() {
    return List.copyOf(graph.definition().resources().keySet());
  }

  /**
   * The contents of an input collection, as they were committed last.
   *
   * @param collection name of the input
   * @return the entries in key order
   * @throws UnknownCollectionException if there is no such input
   * @throws io.skipruntime.SkipException if other processes compute the graph, and the input is not
   *     shared
   */
  public <K, V> List<Entry<K, V>> getInput(String collection) {
    parts.requireInput(collection);
    return ServiceGraph.inputEntries(collection, graph().version());
  }

  /**
   * The service as it was after a commit, for reading. Commits are kept for {@link
   * EngineOptions#historyMillis}; the last one can always be read.
   *
   * @throws io.skipruntime.PastUnavailableException if the commit is of another epoch, is not kept,
   *     or has not been made
   */
  public PastService at(Watermark watermark) {
    runner.requireSound();
    return PastService.of(parts, watermark);
  }

  /**
   * The contents of a resource.
   *
   * @param resource name of the resource
   * @param params its parameters: of the resource's type; or as a client gave them, {@link Json} or
   *     {@link ClientParams}
   * @return the entries in key order
   * @throws UnknownResourceException if there is no such resource
   * @throws InvalidInputException if the parameters are not of the resource's type
   * @throws PrincipalRequiredException if the resource needs a {@link io.skipruntime.Principal},
   *     and the client has none
   * @throws io.skipruntime.ForbiddenException if the resource refuses the client
   * @throws io.skipruntime.ComputationException if the resource fails for these parameters
   */
  public <K, V> List<Entry<K, V>> getAll(String resource, Object params) {
    return new ReadEntries<>(parts.resources().snapshot(resource, params).contents()::cursor);
  }

  /** As {@link #getAll(String, Object)}, for a resource without parameters. */
  public <K, V> List<Entry<K, V>> getAll(String resource) {
    return getAll(resource, new Resources.NoParameters());
  }

  /**
   * The values of one key of a resource; empty if it has none.
   *
   * @param key a key of the resource's type, or {@link Json}; JSON is compared with the keys by its
   *     canonical order, a text with instants by the instant that it stands for
   * @throws UnknownResourceException as {@link #getAll} does, and likewise the others
   */
  public <V> List<V> getArray(String resource, Object params, Object key) {
    return ResourceAccess.valuesOf(parts.resources().snapshot(resource, params).contents(), key);
  }

  /**
   * Opens an instance of a resource under an identifier, until {@link #closeResourceInstance} or
   * until it had no subscriber for {@link EngineOptions#idleMillis}, or for {@link
   * EngineOptions#resumeMillis} after it had one. Equal resource and parameters share one instance,
   * whatever the identifiers.
   *
   * @param identifier not in use
   * @throws UnknownResourceException as {@link #getAll} does, and likewise the others
   * @throws io.skipruntime.StorageException if the service is recorded and cannot be now
   */
  public void instantiateResource(String identifier, String resource, Object params) {
    instantiateResource(identifier, resource, params, Optional.empty());
  }

  /**
   * As {@link #instantiateResource(String, String, Object)}, for somebody who may follow the
   * instance for a time: then its subscriptions end, and there are no more of them.
   *
   * @param until when, if ever
   */
  public void instantiateResource(
      String identifier, String resource, Object params, Optional<Instant> until) {
    streams.open(identifier, resource, params, until);
  }

  /**
   * Subscribes to an instance that was opened under {@code identifier}.
   *
   * @param seen what the subscriber has seen before of equal resource and parameters, if it resumes
   * @param listener is run after each commit that changed the contents, by the thread that
   *     committed, and at the end; it must not block
   * @throws UnknownInstanceException if there is no such instance, or no longer
   */
  public Subscription subscribe(String identifier, Optional<Watermark> seen, Runnable listener) {
    Subscription subscription = subscribe(identifier, seen);
    subscription.listen(listener);
    return subscription;
  }

  /**
   * Subscribes to an instance that was opened under {@code identifier}; see {@link
   * Subscription#listen}.
   *
   * @param seen what the subscriber has seen before of equal resource and parameters, if it resumes
   * @throws UnknownInstanceException if there is no such instance, or no longer
   */
  public Subscription subscribe(String identifier, Optional<Watermark> seen) {
    return streams.subscribe(identifier, seen);
  }

  /**
   * Subscribes to an instance that was opened under {@code identifier}, from an event on that a
   * subscriber has seen, perhaps of another stream: if its identifier does not vouch for the same
   * resource, parameters and history, the subscriber is told of all there is.
   *
   * @throws UnknownInstanceException if there is no such instance, or no longer
   */
  public Subscription resume(String identifier, EventId last) {
    return streams.resume(identifier, last);
  }

  /**
   * Subscribes to an instance that was opened under {@code identifier}, and gives each update to a
   * consumer: the contents first, then what changes. Updates come in order and one at a time, on
   * the thread that committed, and the consumer must not block it.
   *
   * @throws UnknownInstanceException if there is no such instance, or no longer
   */
  public <K, V> Subscription subscribe(
      String identifier, Consumer<CollectionUpdate<K, V>> consumer) {
    return streams.deliver(identifier, consumer);
  }

  /**
   * Closes what was opened under {@code identifier}; its subscriptions end.
   *
   * @throws UnknownInstanceException if there is no such instance, or no longer
   */
  public void closeResourceInstance(String identifier) {
    streams.close(identifier);
  }

  /**
   * Closes what was opened under {@code identifier} for a subscriber who may open the same again:
   * its instance is kept for {@link EngineOptions#resumeMillis}, so that it can go on then where it
   * was.
   *
   * @throws UnknownInstanceException if there is no such instance, or no longer
   */
  public void leaveResourceInstance(String identifier) {
    streams.leave(identifier);
  }

  /** Whether an instance is open under {@code identifier}. */
  public boolean isOpen(String identifier) {
    return parts.leased().leases().has(identifier);
  }

  /**
   * Collects what has been idle for {@link EngineOptions#idleMillis}: streams that never had a
   * subscriber, instances without streams that were not read, and sources that are not in use. What
   * a subscriber has left stays for {@link EngineOptions#resumeMillis}, if that is longer. Ends
   * what was opened for a time that is over. A server calls it regularly.
   */
  public void collectIdle() {
    parts.leased().collectIdle();
  }

  /** Ends what was opened for a time that is over; {@link #collectIdle} does so, too. */
  public void endWhatIsOver() {
    parts.leased().endOver();
  }

  /** Tells the times by which the service goes: {@link EngineOptions#clock}. */
  public InstantSource clock() {
    return options().clock();
  }

  /** The version that was committed last. */
  public Watermark watermark() {
    return new Watermark(parts.epoch(), graph().version().tick());
  }

  /** How the service's external sources are doing. */
  public List<SourceStatus> sourceStatuses() {
    return runner.sources().statuses();
  }

  /** The calls of the service's async functions, by name. */
  public List<AsyncStatistics> asyncStatistics() {
    return runner.sources().asyncCalls().statistics();
  }

  /** How many identifiers have an instance open. */
  public int streamCount() {
    return parts.leased().leases().size();
  }

  /** How many open resource instances have failed and wait for a change to recover. */
  public int failedInstanceCount() {
    return runner.instances().failedCount(graph());
  }

  /** How many resource instances are open. */
  public int instanceCount() {
    return runner.instances().size();
  }

  /** How many nodes the graph has. */
  public int nodeCount() {
    return graph().size();
  }

  /** The answers to questions what the service has, and why it shows what it shows. */
  public Inspector inspector() {
    return new Inspector(this);
  }

  /** The last transactions with what ran in each; empty without {@link EngineOptions#inspect}. */
  public Optional<RecentCommits> recentCommits() {
    return parts.recentCommits();
  }

  /**
   * How much the service holds, counted while no write goes on: for diagnosis, as it takes time in
   * proportion to what is counted.
   */
  public Footprint footprint() {
    return inspector().exclusively(() -> Footprint.of(runner, graph, parts.leased().leases()));
  }

  TransactionRunner runner() {
    return runner;
  }

  ServiceGraph serviceGraph() {
    return graph;
  }

  EngineOptions options() {
    return parts.options();
  }

  Leases leases() {
    return parts.leased().leases();
  }

  ResourceAccess resources() {
    return parts.resources();
  }

  /**
   * What the service has done and holds, for its operator. Costs a little for each collection and
   * open instance, whatever their sizes, and keeps no transaction waiting.
   */
  public ServiceStatistics statistics() {
    return ServiceStatistics.of(runner, graph.collections());
  }

  Graph graph() {
    return runner.graph();
  }

  /**
   * Ends the service: its sinks write what their targets lack, for a while, its subscriptions end,
   * its sources are released, and writes are refused. When this returns, each external service has
   * been told of the end of what was subscribed, and then shut down; one that takes longer than
   * {@link EngineOptions#closeMillis} is left behind.
   */
  @Override
  public void close() {
    parts.sinks().close();
    if (closing.compareAndSet(false, true)) {
      ServiceObservers.tell(observer -> observer.closing(this));
    }
    parts.end();
  }

  /**
   * Lets the journal write a snapshot soon; see {@link Journal#writeSnapshot}.
   *
   * @return completes with the version that the snapshot has; empty if the service is not recorded
   */
  public Optional<CompletionStage<Watermark>> writeSnapshot() {
    return parts.writeSnapshot();
  }

  /** How the journal is doing; empty if there is none. Keeps no transaction waiting. */
  public Optional<StorageStatus> storage() {
    return parts.journal().map(ServiceJournal::status);
  }

  /**
   * How the order of commits is doing that the service shares with other processes; empty if it is
   * alone. Keeps no transaction waiting.
   */
  public Optional<OrderStatus> order() {
    return parts.ordered().map(OrderedCommits::status);
  }

  /** The faults that keep the service from its work. */
  public ServiceHealth health() {
    return new ServiceHealth(runner, options());
  }
}
