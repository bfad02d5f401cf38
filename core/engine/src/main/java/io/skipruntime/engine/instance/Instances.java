package io.skipruntime.engine.instance;

import io.skipruntime.ComputationException;
import io.skipruntime.EagerCollection;
import io.skipruntime.OverloadedException;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.operator.FunctionContext;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.LazyNode;
import io.skipruntime.engine.table.ArraySet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The resource instances of a service: a node whose source entries are the instances and whose
 * function is their {@code instantiate}. What that reads is tracked like the reads of a mapper, and
 * a change of it builds the instance anew.
 *
 * <ul>
 *   <li>Its turn comes last, so that a rebuilt instance sees only final contents.
 *   <li>{@code byOutput} has every open instance that has not failed under its {@code output}.
 *   <li>A failed instance has no output. It holds the collections that its part depended on, and
 *       its reads are those of its {@code instantiate} and any key of these collections.
 *   <li>{@code continued} says, while instances are built as newly defined, which slot's history an
 *       output goes on with.
 *   <li>{@code storedBefore} says, while a service is born from a journal, from which stored contents
 *       an output goes on.
 *   <li>{@code byKey} may be read by any thread; all else is for the transaction's.
 * </ul>
 */
public final class Instances extends Node {

  private final boolean isolating;
  private final int most;
  private final Runnable rewired;
  private final Evaluation evaluation = new Evaluation(this);
  private final FunctionContext context = new FunctionContext(evaluation);
  private final TrackedReads reads = new TrackedReads(this);
  private final Map<ResourceInstance.Key, ResourceInstance> byKey = new ConcurrentHashMap<>();
  private final Map<CollectionNode, ArraySet<ResourceInstance>> byOutput = new HashMap<>();
  private final Set<ResourceInstance> rebuilt = new LinkedHashSet<>();
  private final Map<CollectionNode, Integer> continued = new HashMap<>();
  private final Map<CollectionNode, TickMap<Object, ValueList>> storedBefore = new HashMap<>();
  private Map<String, Resources.Definition<Object>> definitions = Map.of();
  private Object shared = "";
  private Supplier<Set<Node>> sharedNodes = Set::of;

  /**
   * No instances yet.
   *
   * @param isolating whether an instance whose own part fails is failed instead of the transaction
   * @param most how many there may be
   * @param rewired is run after a commit in which an instance has got other nodes
   */
  public Instances(boolean isolating, int most, Runnable rewired) {
    super(null, LAST);
    this.rewired = rewired;
    this.isolating = isolating;
    this.most = most;
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
    Map<String, Resources.Definition<Object>> definitionsBefore = definitions;
    Object sharedBefore = shared;
    transaction
        .undo()
        .add(() -> {
          definitions = definitionsBefore;
          shared = sharedBefore;
        });
    definitions = resources;
    shared = Captured.bind(sharedCollections, evaluation);
    continued.clear();
    transaction.afterCommit(continued::clear);
  }

  /** The open instance of the given resource and parameters. May be called by any thread. */
  public @Nullable ResourceInstance find(ResourceInstance.Key key) {
    return byKey.get(key);
  }

  /** All open instances. May be called by any thread. */
  public Set<ResourceInstance> all() {
    return Set.copyOf(byKey.values());
  }

  /** The instance of the given resource and parameters, built unless it is open. */
  public ResourceInstance open(ResourceInstance.Key key, long nowMillis, Transaction transaction) {
    ResourceInstance present = byKey.get(key);
    if (present != null) {
      present.touch(nowMillis);
      return present;
    }
    if (byKey.size() >= most) {
      closeIdle(nowMillis, transaction);
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

  /** Closes an instance; its nodes go unless others need them. */
  public void close(ResourceInstance instance, Transaction transaction) {
    transaction.undo().put(byKey, instance.key(), null);
    reads.replace(instance, instance.reads, TrackedReads.NONE, transaction);
    replaceOutput(instance, null, List.of(), transaction);
    transaction.publish(instance.slot(), null);
    transaction.afterCommit(() -> transaction.graph().giveBackSlot(instance.slot()));
    rebuilt.add(instance);
  }

  /** Closes the instances that nothing has kept open since the given time, and gives them. */
  public Set<ResourceInstance> closeIdle(long beforeMillis, Transaction transaction) {
    Set<ResourceInstance> idle = new LinkedHashSet<>();
    for (ResourceInstance instance : all()) {
      if (instance.startClosing(beforeMillis)) {
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
      output = EagerHandle.nodeOf(instantiate(instance.key()));
    } catch (Throwable e) {
      ExternalDataNeeded data = ExternalDataNeeded.behind(e);
      if (data != null) {
        throw data;
      }
      throw failure("resource " + instance.key().resource(), instance.key().params(), e);
    } finally {
      replaceReads(instance, run.reads(), transaction);
      described.addAll(run.held());
      evaluation.end(run);
    }
    publish(instance, output, List.copyOf(described), transaction);
  }

  private void replaceReads(ResourceInstance instance, Object[] readsNow, Transaction transaction) {
    Object[] readsBefore = instance.reads;
    transaction.undo().add(() -> instance.reads = readsBefore);
    reads.replace(instance, readsBefore, readsNow, transaction);
    instance.reads = readsNow;
  }

  private EagerCollection<?, ?> instantiate(ResourceInstance.Key key) {
    Resources.Definition<Object> definition = definitions.get(key.resource());
    if (definition == null) {
      throw new IllegalStateException("there is no resource " + key.resource());
    }
    Resource<Object> resource = definition.constructor().apply(key.params());
    Captured.requirePure(resource);
    return resource.instantiate(shared, context);
  }

  private void publish(
      ResourceInstance instance, CollectionNode output, List<Node> held, Transaction transaction) {
    CollectionNode before = instance.output;
    replaceOutput(instance, output, held, transaction);
    if (output != before) {
      transaction.publish(
          instance.slot(),
          new ResourceInstance.Output(
              instance, output.slot(), transaction.tick(), Optional.empty()));
      if (before == null || !sameContents(instance, output, transaction)) {
        rebuilt.add(instance);
      }
    }
  }

  private void replaceOutput(
      ResourceInstance instance,
      @Nullable CollectionNode output,
      List<Node> held,
      Transaction transaction) {
    CollectionNode before = instance.output;
    List<Node> heldBefore = instance.held;
    transaction
        .undo()
        .add(() -> {
          instance.output = before;
          instance.held = heldBefore;
        });
    instance.output = output;
    instance.held = held;
    if (output != null && output != before) {
      transaction.afterCommit(rewired);
    }
    if (output != null) {
      transaction.acquire(output);
      addInstance(output, instance, transaction.undo());
    }
    held.forEach(transaction::acquire);
    if (before != null) {
      transaction.release(before);
      if (before != output) {
        removeInstance(before, instance, transaction.undo());
      }
    }
    heldBefore.forEach(transaction::release);
  }

  private void addInstance(CollectionNode output, ResourceInstance instance, UndoLog undo) {
    ArraySet<ResourceInstance> instances = byOutput.get(output);
    if (instances == null) {
      instances = new ArraySet<>();
      undo.put(byOutput, output, instances);
    }
    undo.add(instances, instance);
  }

  private void removeInstance(CollectionNode output, ResourceInstance instance, UndoLog undo) {
    ArraySet<ResourceInstance> instances = byOutput.get(output);
    if (instances == null) {
      return;
    }
    undo.remove(instances, instance);
    if (instances.isEmpty()) {
      undo.put(byOutput, output, null);
    }
  }

  private static boolean sameContents(
      ResourceInstance instance, CollectionNode output, Transaction transaction) {
    return instance
        .snapshot(transaction.graph().head())
        .filter(committed -> committed.contents().size() == output.contents().size())
        .filter(committed -> sameEntries(committed.contents(), output.contents()))
        .isPresent();
  }

  private static boolean sameEntries(
      TickMap<Object, ValueList> one, TickMap<Object, ValueList> other) {
    TickMap.Cursor<Object, ValueList> x = one.cursor();
    TickMap.Cursor<Object, ValueList> y = other.cursor();
    while (x.next() && y.next()) {
      if (!x.key().equals(y.key()) || !x.value().equals(y.value())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Notes which instances depend on stale sources, since when.
   *
   * @param stale the nodes that mirror those, each with the time since when it is stale
   * @return the instances for which that is news
   */
  public List<ResourceInstance> noteStale(Map<Node, Instant> stale) {
    Map<Node, Instant> dependents = dependents(stale);
    List<ResourceInstance> news = new ArrayList<>();
    for (ResourceInstance instance : byKey.values()) {
      Instant since = null;
      for (Node node : instance.nodes()) {
        since = earlier(since, dependents.get(node));
      }
      for (int i = 0; i < instance.reads.length; i += 2) {
        since = earlier(since, dependents.get((Node) instance.reads[i]));
      }
      if (instance.becomeStale(since)) {
        news.add(instance);
      }
    }
    return news;
  }

  /** All that depends on some nodes, these included, each with the earliest time of those. */
  private static Map<Node, Instant> dependents(Map<Node, Instant> stale) {
    Map<Node, Instant> found = new HashMap<>();
    List<Map.Entry<Node, Instant>> byTime = new ArrayList<>(stale.entrySet());
    byTime.sort(Map.Entry.comparingByValue());
    for (Map.Entry<Node, Instant> source : byTime) {
      ArrayDeque<Node> toVisit = new ArrayDeque<>(List.of(source.getKey()));
      for (Node node = toVisit.poll(); node != null; node = toVisit.poll()) {
        if (found.putIfAbsent(node, source.getValue()) == null) {
          node.forEachDependent(toVisit::add);
        }
      }
    }
    return found;
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  /** Adds the instances that a commit gave other contents, and those that it closed. */
  public void takeAffected(List<Node> changed, Set<ResourceInstance> affected) {
    if (!rebuilt.isEmpty()) {
      affected.addAll(rebuilt);
      rebuilt.clear();
    }
    for (int i = 0; i < changed.size(); i++) {
      ArraySet<ResourceInstance> instances = byOutput.get(changed.get(i));
      for (int j = 0; instances != null && j < instances.size(); j++) {
        affected.add(instances.get(j));
      }
    }
  }

  /** Forgets what a transaction that was rolled back had rebuilt. */
  public void forgetAffected() {
    rebuilt.clear();
  }

  /**
   * Builds an open instance anew, as {@link #define} says now. Those who follow it are told what is
   * different. One that had failed may fail again.
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
    if (output != null && output != outputBefore) {
      continueHistory(instance, output, transaction);
    }
  }

  /** Has a new output go on from what was committed, unless it does so for another instance. */
  private void continueHistory(
      ResourceInstance instance, CollectionNode output, Transaction transaction) {
    ResourceInstance.Output committed = instance.committed(transaction.graph());
    if (committed == null || output.failure() != null || !transaction.isNew(output)) {
      return;
    }
    if (continued.getOrDefault(output, committed.slot()) != committed.slot()) {
      return;
    }
    boolean continues =
        continued.containsKey(output)
            || instance
                .snapshot(transaction.graph().head())
                .filter(before -> output.continueFrom(before.contents(), transaction))
                .isPresent();
    if (!continues) {
      return;
    }
    continued.put(output, committed.slot());
    transaction.publish(
        instance.slot(),
        new ResourceInstance.Output(instance, output.slot(), committed.since(), Optional.empty()));
  }

  /**
   * Has an instance that was just opened go on from what it contained in an earlier process, if the
   * types of its keys are the same still. Those who followed it are told what is different.
   *
   * @param before the contents, with JSON as keys and values
   * @param keyClass the name of the class of all keys that there were
   * @param since the tick at which the instance had got these contents
   */
  public void continueStored(
      ResourceInstance instance,
      TickMap<Object, ValueList> before,
      String keyClass,
      long since,
      Transaction transaction) {
    CollectionNode output = instance.output;
    if (output == null || output.failure() != null) {
      return;
    }
    TickMap<Object, ValueList> continuedFrom = storedBefore.get(output);
    boolean isContinued =
        continuedFrom == null
            ? output.continueFromStored(before, keyClass, transaction)
            : continuedFrom == before;
    if (isContinued) {
      transaction.undo().put(storedBefore, output, before);
      transaction.publish(
          instance.slot(),
          new ResourceInstance.Output(instance, output.slot(), since, Optional.empty()));
    }
  }

  /** Says that no more instances go on from what they contained in an earlier process. */
  public void endRestoring() {
    storedBefore.clear();
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
      if (!isolating) {
        throw e;
      }
      failUntilChange(instance, e, dependencies(described, sharedNodes.get()), transaction);
    }
  }

  /**
   * Fails the instances whose own part has failed, unless a node that all share has failed, too. A
   * failed instance gives up its nodes, and is built anew when anything changes that they depended
   * on.
   *
   * @param failures the needed nodes that have failed
   */
  public void isolate(List<Node> failures, Transaction transaction) {
    isolate(failures, instance -> true, transaction);
  }

  /** As {@link #isolate}, for the instances that had failed before the transaction. */
  public void isolateFailedBefore(List<Node> failures, Transaction transaction) {
    isolate(failures, instance -> hadFailed(instance, transaction), transaction);
  }

  private static boolean hadFailed(ResourceInstance instance, Transaction transaction) {
    ResourceInstance.Output committed = instance.committed(transaction.graph());
    return committed != null && committed.failure().isPresent();
  }

  private void isolate(
      List<Node> failures, Predicate<ResourceInstance> mayFail, Transaction transaction) {
    Set<Node> common = isolating ? sharedNodes.get() : Set.of();
    if (!isolating || failures.stream().anyMatch(common::contains)) {
      return;
    }
    for (ResourceInstance instance : all()) {
      ComputationException failure = instance.failureOfItsNodes();
      if (failure != null && mayFail.test(instance)) {
        failUntilChange(instance, failure, dependencies(instance.nodes(), common), transaction);
      }
    }
  }

  /** Fails an instance, to be built anew when any of {@code watched} changes. */
  private void failUntilChange(
      ResourceInstance instance,
      ComputationException failure,
      List<Node> watched,
      Transaction transaction) {
    fail(instance, failure, watched, transaction);
    replaceReads(instance, withAnyKeyOf(watched, instance.reads), transaction);
  }

  /** The collections that the nodes of an instance depend on and that are not its own. */
  private static List<Node> dependencies(List<Node> nodes, Set<Node> shared) {
    Set<Node> dependencies = new LinkedHashSet<>();
    Set<Node> visited = new HashSet<>();
    ArrayDeque<Node> toVisit = new ArrayDeque<>(nodes);
    for (Node node = toVisit.poll(); node != null; node = toVisit.poll()) {
      if (!visited.add(node)) {
        continue;
      }
      if (node instanceof InputNode || (node instanceof CollectionNode && shared.contains(node))) {
        dependencies.add(node);
      } else {
        node.forEachDependency(toVisit::add);
      }
    }
    return List.copyOf(dependencies);
  }

  private static Object[] withAnyKeyOf(List<Node> nodes, Object[] reads) {
    Object[] extended = Arrays.copyOf(reads, reads.length + 2 * nodes.size());
    int at = reads.length;
    for (Node node : nodes) {
      extended[at++] = node;
      extended[at++] = TrackedReads.ANY;
    }
    return extended;
  }

  /** Fails an instance; of its nodes it keeps only {@code held}. */
  private void fail(
      ResourceInstance instance,
      ComputationException failure,
      List<Node> held,
      Transaction transaction) {
    replaceOutput(instance, null, held, transaction);
    ResourceInstance.Output failed = instance.failed(failure, transaction);
    transaction.publish(instance.slot(), failed);
    if (failed.since() == transaction.tick()) {
      rebuilt.add(instance);
    }
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

  /** How many listeners the open instances have. May be called by any thread. */
  public long listenerCount() {
    return byKey.values().stream().mapToLong(ResourceInstance::listenerCount).sum();
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    byOutput.values().forEach(instances -> measurement.addSourceEntries(instances.size()));
    measurement.addUnsettled(rebuilt);
    reads.measure(measurement);
  }
}
