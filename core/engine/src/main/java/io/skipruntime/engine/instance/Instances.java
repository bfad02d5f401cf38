package io.skipruntime.engine.instance;

import io.skipruntime.ComputationException;
import io.skipruntime.ForbiddenException;
import io.skipruntime.OverloadedException;
import io.skipruntime.Resources;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.WholeCollection;
import io.skipruntime.engine.graph.WorkLimit;
import io.skipruntime.engine.operator.LazyNode;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.LimitedResource;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.engine.spi.WorkLimitException;
import io.skipruntime.engine.spi.WorkListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The resource instances of a service: a node whose source entries are the instances and whose
 * function is their {@code instantiate}. What that reads is tracked like the reads of a mapper, and
 * a change of it builds the instance again. {@link InstanceOutputs} has what they show.
 *
 * <ul>
 *   <li>Its turn comes last, so that a rebuilt instance sees only final contents.
 *   <li>A failed instance holds the collections that its part depended on, and its reads are those
 *       of its {@code instantiate} and any key of these collections.
 *   <li>{@code byKey} may be read by any thread; all else is for the transaction's.
 * </ul>
 */
public final class Instances extends Node {

  private final Isolation isolation;
  private final int most;
  private final Evaluation evaluation = new Evaluation(this);
  private final Instantiation instantiation = new Instantiation(evaluation);
  private final TrackedReads reads = new TrackedReads(this);
  private final Map<ResourceInstance.Key, ResourceInstance> byKey = new ConcurrentHashMap<>();
  private final InstanceOutputs outputs;
  private final Supplier<WorkLimit> limits;
  private final Drafts drafts = new Drafts();
  private final StoredHistories storedHistories = new StoredHistories();
  private final ContinuedHistories histories = new ContinuedHistories();
  private Supplier<Set<Node>> sharedNodes = Set::of;
  private long definedTick;

  /**
   * No instances yet.
   *
   * @param isolating whether an instance whose own part fails is failed instead of the transaction
   * @param most how many there may be
   * @param rewired is run after a commit in which an instance has got other nodes
   * @param limits gives a limit for the work of nodes of which clients say what they compute
   */
  public Instances(boolean isolating, int most, Runnable rewired, Supplier<WorkLimit> limits) {
    super(null, LAST);
    this.outputs = new InstanceOutputs(rewired);
    this.isolation = new Isolation(isolating, this::failUntilChange);
    this.most = most;
    this.limits = limits;
  }

  /**
   * Says what instances are built from, from now on.
   *
   * @param nodes gives the nodes that do not belong to instances
   */
  public void define(
      Map<String, Resources.Definition<Object>> resources,
      Object sharedCollections,
      Supplier<Set<Node>> nodes,
      Transaction transaction) {
    sharedNodes = nodes;
    long definedBefore = definedTick;
    transaction.undo().add(() -> definedTick = definedBefore);
    definedTick = transaction.tick();
    instantiation.define(resources, sharedCollections, transaction);
    histories.begin(transaction);
  }

  /** Offers a resource to the transaction that is to {@link #open} its instance, or its draft. */
  public void offer(ConstructedResource resource, Transaction transaction) {
    instantiation.offer(resource, transaction);
  }

  /** The open instance of the given resource and parameters. May be called by any thread. */
  public @Nullable ResourceInstance find(ResourceInstance.Key key) {
    return byKey.get(key);
  }

  /** All open instances. May be called by any thread. */
  public Set<ResourceInstance> all() {
    return Set.copyOf(byKey.values());
  }

  /** How many have failed and wait for a change to recover. May be called by any thread. */
  public int failedCount(Graph graph) {
    return (int)
        byKey.values().stream()
            .flatMap(instance -> instance.snapshot(graph).stream())
            .filter(snapshot -> snapshot.failure().isPresent())
            .count();
  }

  /** The instance of the given resource and parameters, built unless it is open. */
  public ResourceInstance open(ResourceInstance.Key key, long nowMillis, Transaction transaction) {
    ResourceInstance present = byKey.get(key);
    if (present != null) {
      present.touch(nowMillis);
      return present;
    }
    if (byKey.size() >= most) {
      closeIdle(nowMillis, nowMillis, transaction);
    }
    if (byKey.size() >= most) {
      throw new OverloadedException(most + " resource instances are open, and no more are allowed");
    }
    int slot = transaction.graph().takeSlot();
    transaction.undo().add(() -> transaction.graph().giveBackSlot(slot));
    ResourceInstance instance = new ResourceInstance(key, slot, nowMillis);
    build(instance, new ArrayList<>(), transaction);
    transaction.undo().put(byKey, key, instance);
    return instance;
  }

  /**
   * Begins to build an instance in steps, if its resource wants so and there is much to come.
   *
   * @return the nodes; empty if the instance is to be opened at once
   */
  public Optional<Draft> draft(ResourceInstance.Key key, Transaction transaction) {
    drafts.dropUnwanted(transaction);
    if (byKey.containsKey(key)) {
      return Optional.empty();
    }
    Evaluation.Run run = evaluation.begin(transaction, TrackedReads.NONE);
    transaction.drafts(true);
    try {
      instantiation.outputOf(key, limits.get(), transaction);
      return run.reads().length == 0
          ? drafts.begin(List.copyOf(run.held()), transaction)
          : Optional.empty();
    } finally {
      transaction.drafts(false);
      evaluation.end(run);
    }
  }

  /** Roughly how many entries are to come into the stage of a draft whose turn it is; 0 if none. */
  public long left(Draft draft) {
    return drafts.left(draft);
  }

  /**
   * Lets more entries into the nodes of a draft, of the stage whose turn it is.
   *
   * @param most how many
   * @return whether the stage has more to come
   */
  public boolean admit(Draft draft, int most, Transaction transaction) {
    return drafts.admit(draft, most, transaction);
  }

  /** Gives back the nodes of a draft, unless it is no more. */
  public void drop(Draft draft, Transaction transaction) {
    drafts.drop(draft, transaction);
  }

  /** Closes an instance; its nodes go unless others need them. */
  public void close(ResourceInstance instance, Transaction transaction) {
    transaction.undo().put(byKey, instance.key(), null);
    reads.replace(instance, instance.reads, TrackedReads.NONE, transaction);
    outputs.close(instance, transaction);
  }

  /**
   * The instances that nothing has kept open for long enough; see {@link
   * ResourceInstance#isIdleSince}. Looks at each instance, and makes nothing for those that are in
   * use. May be called by any thread.
   */
  public List<ResourceInstance> idleSince(long usedMillis, long resumableMillis) {
    List<ResourceInstance> idle = new ArrayList<>();
    for (ResourceInstance instance : byKey.values()) {
      if (instance.isIdleSince(usedMillis, resumableMillis)) {
        idle.add(instance);
      }
    }
    return idle;
  }

  /**
   * Closes the instances that nothing has kept open for long enough, and gives them; see {@link
   * ResourceInstance#isIdleSince}.
   */
  public Set<ResourceInstance> closeIdle(
      long usedMillis, long resumableMillis, Transaction transaction) {
    drafts.dropUnwanted(transaction);
    Set<ResourceInstance> idle = new LinkedHashSet<>();
    for (ResourceInstance instance : idleSince(usedMillis, resumableMillis)) {
      if (instance.startClosing(usedMillis, resumableMillis)) {
        transaction.undo().add(instance::keepOpen);
        idle.add(instance);
        close(instance, transaction);
      }
    }
    return idle;
  }

  /**
   * Builds an instance.
   *
   * @param described takes the nodes that instantiate asked for, also if it fails
   */
  private void build(ResourceInstance instance, List<Node> described, Transaction transaction) {
    transaction.graph().events().ran(this, instance.key());
    transaction.runs(this, instance.key());
    Evaluation.Run run = evaluation.begin(transaction, instance.reads);
    CollectionNode output;
    try {
      output = instantiation.outputOf(instance.key(), limits.get(), transaction);
    } catch (Throwable e) {
      ExternalDataNeeded data = ExternalDataNeeded.behind(e);
      if (data != null) {
        throw data;
      }
      String resource = "resource " + instance.key().resource();
      throw e instanceof ForbiddenException refusal
          ? ComputationException.refused(resource, instance.key().params(), refusal)
          : failure(resource, instance.key().params(), e);
    } finally {
      replaceReads(instance, run.reads(), transaction);
      described.addAll(run.held());
      evaluation.end(run);
    }
    long thereSince = thereSince(instance, output, transaction);
    outputs.show(instance, output, thereSince, List.copyOf(described), transaction);
  }

  private void replaceReads(ResourceInstance instance, Object[] readsNow, Transaction transaction) {
    Object[] readsBefore = instance.reads;
    transaction.undo().add(() -> instance.reads = readsBefore);
    reads.replace(instance, readsBefore, readsNow, transaction);
    instance.reads = readsNow;
  }

  /** See {@link ResourceInstance.Output}: it has read nothing, so it does not depend on a tick. */
  private long thereSince(
      ResourceInstance instance, CollectionNode output, Transaction transaction) {
    return instance.reads.length == 0
        ? Math.max(definedTick, output.attachedTick())
        : transaction.tick();
  }

  /**
   * Notes which instances depend on stale sources, since when.
   *
   * @param stale the nodes that mirror those, each with the time since when it is stale
   * @return the instances for which that is news
   */
  public List<ResourceInstance> noteStale(Map<Node, Instant> stale) {
    return Staleness.note(byKey.values(), stale);
  }

  /** Adds the instances that a commit gave other contents, and those that it closed. */
  public void takeAffected(List<Node> changed, Set<ResourceInstance> affected) {
    outputs.takeAffected(changed, affected);
  }

  /** Forgets what a transaction that was rolled back had rebuilt. */
  public void forgetAffected() {
    outputs.forgetAffected();
  }

  /**
   * Builds an open instance again, as {@link #define} says now. Those who follow it are told what
   * is different. One that had failed may fail again.
   *
   * @param key what identifies it from now on
   */
  public void rebuild(
      ResourceInstance instance, ResourceInstance.Key key, Transaction transaction) {
    ResourceInstance.Key keyBefore = instance.key();
    transaction.undo().put(byKey, keyBefore, null);
    transaction.undo().put(byKey, key, instance);
    transaction.undo().add(() -> instance.become(keyBefore));
    instance.become(key);
    if (hadFailed(instance, transaction)) {
      rebuildOrFail(instance, transaction);
      return;
    }
    CollectionNode outputBefore = instance.output;
    build(instance, new ArrayList<>(), transaction);
    CollectionNode output = instance.output;
    if (output != null
        && output != outputBefore
        && histories.continueHistory(instance, output, transaction)
        && outputBefore != null) {
      outputBefore.leaveHistory(transaction);
    }
  }

  /** The histories of an earlier process, with which instances go on that are opened again. */
  public StoredHistories storedHistories() {
    return storedHistories;
  }

  /** Gives {@code action} the nodes that open instances are made of. */
  public void forEachNode(Consumer<Node> action) {
    byKey.values().forEach(instance -> instance.nodes().forEach(action));
  }

  @Override
  public String describe() {
    return "the resource instances";
  }

  @Override
  public String kind() {
    return "instances";
  }

  @Override
  protected EngineEvent runOf(Object sourceKey) {
    ResourceInstance.Key of = (ResourceInstance.Key) sourceKey;
    return new EngineEvent.FunctionRan(resourceOf(of), of.params());
  }

  @Override
  protected void tellRun(WorkListener listener, Object sourceKey) {
    ResourceInstance.Key of = (ResourceInstance.Key) sourceKey;
    listener.instantiated(resourceOf(of), of.params());
  }

  private NodeId resourceOf(ResourceInstance.Key key) {
    return new NodeId("resource " + key.resource(), id().fingerprint());
  }

  /** The reasons of an instance, which is its own key: what its {@code instantiate} looked up. */
  @Override
  public void explain(Object key, Reasons reasons) {
    if (reasons.moment().isNow()) {
      reasons.reads(((ResourceInstance) key).reads, ((ResourceInstance) key).key().params());
    } else {
      reasons.incomplete();
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    reads.forEachReaderOf(cause, key, keys);
  }

  @Override
  protected void initialise(Transaction transaction) {}

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Set<Object> dirty = new LinkedHashSet<>();
    for (Node cause : causes) {
      reads.forEachAffected(
          cause,
          source -> {
            ResourceInstance instance = (ResourceInstance) source;
            if (!(cause instanceof LazyNode) || LazyNode.anyChanged(instance.reads, transaction)) {
              dirty.add(instance);
            }
          });
    }
    dirty.forEach(instance -> rebuildOrFail((ResourceInstance) instance, transaction));
  }

  private void rebuildOrFail(ResourceInstance instance, Transaction transaction) {
    List<Node> described = new ArrayList<>();
    try {
      build(instance, described, transaction);
    } catch (ComputationException e) {
      isolation.failOrThrow(instance, e, described, sharedNodes.get(), transaction);
    }
  }

  /**
   * Fails the instances whose own part has failed, unless a node that all share has failed, too. A
   * failed instance gives up its nodes, and is built again when anything changes that they depended
   * on.
   *
   * @param failures the needed nodes that have failed
   */
  public void isolate(List<Node> failures, Transaction transaction) {
    drafts.dropFailed(transaction);
    isolation.isolate(failures, all(), instance -> true, sharedNodes.get(), transaction);
  }

  /** As {@link #isolate}, for the instances that had failed before the transaction. */
  public void isolateFailedBefore(List<Node> failures, Transaction transaction) {
    drafts.dropFailed(transaction);
    isolation.isolate(
        failures,
        all(),
        instance -> hadFailed(instance, transaction),
        sharedNodes.get(),
        transaction);
  }

  private static boolean hadFailed(ResourceInstance instance, Transaction transaction) {
    ResourceInstance.Output committed = instance.committed(transaction.graph());
    return committed != null && committed.failure().isPresent();
  }

  /** The failure of an instance of a resource as its clients are told of it. */
  public static ComputationException told(
      LimitedResource<?> resource, ComputationException failure) {
    return Instantiation.told(resource, failure);
  }

  /**
   * Fails an instance, to be built again when any of {@code watched} changes; for good if it has
   * taken more than it may, since each attempt would take as much.
   */
  private void failUntilChange(
      ResourceInstance instance,
      ComputationException failure,
      List<Node> watched,
      Transaction transaction) {
    ComputationException told = instantiation.told(instance.key(), failure);
    if (failure instanceof WorkLimitException) {
      outputs.fail(instance, told, List.of(), transaction);
      instance.giveUp(transaction);
      replaceReads(instance, TrackedReads.NONE, transaction);
      return;
    }
    outputs.fail(instance, told, watched, transaction);
    replaceReads(instance, withAnyKeyOf(watched, instance.reads), transaction);
  }

  private static Object[] withAnyKeyOf(List<Node> nodes, Object[] reads) {
    Object[] extended = Arrays.copyOf(reads, reads.length + 2 * nodes.size());
    int at = reads.length;
    for (Node node : nodes) {
      extended[at++] = node;
      extended[at++] = WholeCollection.ANY;
    }
    return extended;
  }

  @Override
  public Iterable<Object> changedKeys() {
    return List.of();
  }

  @Override
  protected void endTransaction(Transaction transaction) {}

  /** How many instances are open. May be called by any thread. */
  public int size() {
    return byKey.size();
  }

  /**
   * How many instances of each resource are open; resources of which none is are left out. May be
   * called by any thread.
   */
  public SortedMap<String, Long> countByResource() {
    SortedMap<String, Long> counts = new TreeMap<>();
    byKey.keySet().forEach(key -> counts.merge(key.resource(), 1L, Long::sum));
    return counts;
  }

  /** How many listeners the open instances have. May be called by any thread. */
  public long listenerCount() {
    return byKey.values().stream().mapToLong(ResourceInstance::listenerCount).sum();
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    outputs.measure(measurement);
    reads.measure(measurement);
  }
}
