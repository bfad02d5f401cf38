package io.skipruntime.engine.definition;

import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.Catalog;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ReadEntries;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.operator.FunctionContext;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.source.ExternalSources;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.LimitedResource;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a service and the graph that its {@code createGraph} built over them.
 *
 * <p>Building again, with other code of the service, is a transaction like any other. Functions
 * that are equal to those before, over the same inputs, are the same nodes, so that only what is
 * different is computed; and if anything fails all stays as it was. Functions are equal only if
 * they are of one class: who loads changed code must leave unchanged classes loaded as they are.
 * Data and parameters whose classes were loaded again are decoded again from their JSON.
 *
 * <ul>
 *   <li>{@link #definition} and {@link #collections} are for any thread, and {@code definition} is
 *       {@code building} but while that is not committed, as is {@code sharedNow} what {@code
 *       shared} is; all else is for the transaction's.
 *   <li>Every node in {@code inputs} and {@code held} is referenced from here.
 *   <li>{@code published} is there if the graph is computed elsewhere. Then {@code inputs} has no
 *       nodes, and {@code held} has the copies of what is computed.
 * </ul>
 */
public final class ServiceGraph {

  private final Instances instances;
  private final ExternalSources sources;
  private final Optional<DescribedGraph> elsewhere;
  private volatile ServiceDefinition definition;
  private ServiceDefinition building;
  private final ServiceInputs inputs = new ServiceInputs();
  private Map<String, CollectionNode> externalInputs = Map.of();
  private List<Node> held = List.of();
  private volatile List<CollectionNode> collections = List.of();
  private volatile NamedCollections named = NamedCollections.NONE;
  private Set<Node> sharedNodes = Set.of();
  private @Nullable Record shared;
  private volatile @Nullable Record sharedNow;
  private volatile @Nullable PublishedCollections published;

  /** A graph without nodes; {@link #build} fills it. */
  public ServiceGraph(ServiceDefinition definition, Instances instances, ExternalSources sources) {
    this(definition, instances, sources, Optional.empty());
  }

  /**
   * As {@link #ServiceGraph(ServiceDefinition, Instances, ExternalSources)}.
   *
   * @param elsewhere what another process computes and publishes: then nothing of it is computed
   *     here, and there is one definition only. Empty if the graph is computed here
   */
  public ServiceGraph(
      ServiceDefinition definition,
      Instances instances,
      ExternalSources sources,
      Optional<DescribedGraph> elsewhere) {
    this.definition = definition;
    this.building = definition;
    this.elsewhere = elsewhere;
    this.instances = instances;
    this.sources = sources;
  }

  /** What was committed last. */
  public ServiceDefinition definition() {
    return definition;
  }

  /** The collections that all instances share. */
  public List<CollectionNode> collections() {
    return collections;
  }

  /** The collections that have names, of what was committed last. For any thread. */
  public NamedCollections named() {
    return named;
  }

  /** The node of an input that the definition names; for the transaction's thread. */
  public InputNode node(String name) {
    return inputs.node(name);
  }

  /** The inputs as a command sees them; for the transaction's thread. */
  public Record inputs(Evaluation evaluation) {
    PublishedCollections copies = published;
    return building.inputsRecord(copies == null ? handles(evaluation) : copies.inputs(evaluation));
  }

  /**
   * The name of the input that a collection is, of those that a command was given; empty if it is
   * none. For the transaction's thread.
   */
  public Optional<String> inputName(EagerCollection<?, ?> collection) {
    Optional<String> absent = AbsentInput.nameOf(collection);
    if (absent.isPresent()) {
      return absent;
    }
    CollectionNode node = EagerHandle.nodeOf(collection);
    PublishedCollections copies = published;
    if (copies != null) {
      return Optional.ofNullable(copies.inputNameOf(node));
    }
    String name = node.describe();
    return inputs.nodes().get(name) == node ? Optional.of(name) : Optional.empty();
  }

  /** What {@code createGraph} shared, likewise. */
  public Object shared(Evaluation evaluation) {
    return Captured.bind(Objects.requireNonNull(shared, "the graph is built"), evaluation);
  }

  /**
   * Lets a resource prepare what its instances need, over what was shared last, which it cannot
   * read. For any thread.
   */
  @SuppressWarnings("unchecked") // the resources of a service are of what that shares
  public void prepare(LimitedResource<?> resource) {
    Record known = sharedNow;
    if (known != null) {
      ((LimitedResource<Object>) resource).prepare(known);
    }
  }

  private Map<String, EagerCollection<?, ?>> handles(Evaluation evaluation) {
    Map<String, EagerCollection<?, ?>> handles = new HashMap<>();
    externalInputs.forEach((name, node) -> handles.put(name, new EagerHandle<>(node, evaluation)));
    inputs.nodes().forEach((name, node) -> handles.put(name, new EagerHandle<>(node, evaluation)));
    return handles;
  }

  /** Whether a version has an input. For any thread. */
  public static boolean hasInput(String name, Version version) {
    return Catalog.of(version).inputs().containsKey(name);
  }

  /**
   * Returns if the contents of an input are here.
   *
   * @throws SkipException if another process has them
   */
  public void requireInputHere(String name) {
    PublishedCollections copies = published;
    if (copies != null && !copies.hasInput(name)) {
      throw AbsentInput.refusal(name);
    }
  }

  /** The entries of an input in a version; none if it is not there. For any thread. */
  @SuppressWarnings("unchecked") // the slot of an input has a collection
  public static <K, V> List<Entry<K, V>> inputEntries(String name, Version version) {
    Integer slot = Catalog.of(version).inputs().get(name);
    TickMap<Object, ValueList> contents =
        slot == null ? null : (TickMap<Object, ValueList>) version.get(slot);
    return contents == null ? List.of() : new ReadEntries<>(contents::cursor);
  }

  /**
   * Whether a node is an input, or one that {@code createGraph} built; for the transaction's
   * thread. Which nodes these are depends on the definition alone. A node that a function of the
   * shared graph made while it ran is none of them: which of those there are depends on the
   * contents.
   */
  public boolean isShared(Node node) {
    return sharedNodes.contains(node);
  }

  /** Lets the inputs begin with what a journal has of them, and not with their initial data. */
  public void restoreFrom(List<StoredCollection> contents) {
    inputs.restoreFrom(contents);
  }

  /**
   * Makes a change that a journal recorded part of a transaction; or one that was published, if the
   * graph is computed elsewhere.
   */
  public void replay(JournalRecord.Change change, Transaction transaction) {
    if (change.collection() instanceof CollectionId.Input id) {
      if (published != null) {
        published.write(id.name(), change, transaction);
        return;
      }
      inputs.replay(building.input(id.name()), change, transaction);
    }
  }

  /** Builds the graph of a definition, in place of the one before. */
  public ServiceDefinition build(ServiceDefinition next, Transaction transaction) {
    remember(transaction);
    transaction.rebuilds();
    Collection<InputNode> inputsBefore = inputs.nodes().values();
    List<Node> heldBefore = held;
    sources.define(next.externalServices(), transaction);
    Evaluation evaluation = Evaluation.describing("createGraph");
    Evaluation.Run run = evaluation.begin(transaction, TrackedReads.NONE);
    try {
      Record made;
      List<Node> roots = new ArrayList<>();
      if (elsewhere.isPresent()) {
        published = new PublishedCollections(elsewhere.get(), inputs.stored(), transaction);
        made = published.shared(evaluation);
        roots.addAll(published.nodes());
      } else {
        inputs.build(building, next, transaction);
        made = createGraph(next, evaluation);
      }
      shared = made;
      roots.addAll(run.held());
      held = roots;
      held.forEach(transaction::acquire);
      instances.define(next.definitions(), made, this::nodes, transaction);
    } finally {
      evaluation.end(run);
    }
    sharedNodes = described();
    transaction.catalog(transaction.catalog().withInputs(slots()));
    collections =
        sharedNodes.stream()
            .filter(CollectionNode.class::isInstance)
            .map(CollectionNode.class::cast)
            .toList();
    building = next;
    Record made = Objects.requireNonNull(shared);
    NamedCollections namedNext =
        published == null
            ? NamedCollections.of(next.inputsRecord(handles(evaluation)), nodesByName(), made)
            : NamedCollections.ofShared(made);
    keepVersions(namedNext, transaction);
    transaction.afterCommit(() -> {
      definition = next;
      named = namedNext;
      sharedNow = made;
      inputs.endRestoring();
    });
    inputsBefore.forEach(transaction::release);
    heldBefore.forEach(transaction::release);
    return next;
  }

  /** Lets every version have what can be read by name, without a lock. */
  private void keepVersions(NamedCollections readable, Transaction transaction) {
    Set<Integer> slots =
        readable.byName().values().stream()
            .map(NamedCollections.Named::slot)
            .collect(Collectors.toSet());
    nodesByName().values().forEach(node -> node.keepVersions(transaction));
    collections.stream()
        .filter(node -> slots.contains(node.slot()))
        .forEach(node -> node.keepVersions(transaction));
  }

  private Map<String, CollectionNode> nodesByName() {
    Map<String, CollectionNode> nodes = new LinkedHashMap<>(externalInputs);
    nodes.putAll(inputs.nodes());
    return nodes;
  }

  private Map<String, Integer> slots() {
    Map<String, Integer> slots = new LinkedHashMap<>();
    (published == null ? inputs.nodes() : published.byName())
        .forEach((name, node) -> slots.put(name, node.slot()));
    return slots;
  }

  private void remember(Transaction transaction) {
    Set<Node> sharedNodesBefore = sharedNodes;
    Record sharedBefore = shared;
    ServiceDefinition definitionBefore = building;
    Map<String, CollectionNode> externalBefore = externalInputs;
    List<Node> heldBefore = held;
    List<CollectionNode> collectionsBefore = collections;
    transaction
        .undo()
        .add(() -> {
          building = definitionBefore;
          externalInputs = externalBefore;
          held = heldBefore;
          collections = collectionsBefore;
          sharedNodes = sharedNodesBefore;
          shared = sharedBefore;
        });
  }

  private Record createGraph(ServiceDefinition next, Evaluation evaluation) {
    FunctionContext context = new FunctionContext(evaluation);
    externalInputs = GraphCreation.externalNodes(next, context);
    return GraphCreation.create(next, handles(evaluation), context, evaluation);
  }

  /** The nodes from which, by what depends on them, all others of the service can be found. */
  public List<Node> roots() {
    List<Node> roots =
        new ArrayList<>(published == null ? inputs.nodes().values() : published.nodes());
    roots.add(instances);
    return roots;
  }

  /** The node of each input, by name. */
  public Map<String, InputNode> inputNodes() {
    return inputs.nodes();
  }

  /**
   * The inputs that are not there any more and whose contents are kept until an input has that name
   * again, with the number of their keys; for the transaction's thread.
   */
  public Map<String, Integer> setAside() {
    return inputs.setAside();
  }

  /** The nodes that all instances share: the inputs, and what createGraph built. */
  private Set<Node> nodes() {
    ArrayDeque<Node> roots = new ArrayDeque<>(held);
    roots.addAll(inputs.nodes().values());
    return reachable(roots);
  }

  /** The nodes that are needed: those that all instances share, and those of open instances. */
  public Set<Node> allNodes() {
    ArrayDeque<Node> roots = new ArrayDeque<>(held);
    roots.addAll(inputs.nodes().values());
    instances.forEachNode(roots::add);
    return reachable(roots);
  }

  /** The inputs, and what createGraph itself built, without what functions have made since. */
  private Set<Node> described() {
    ArrayDeque<Node> roots = new ArrayDeque<>(held);
    roots.addAll(inputs.nodes().values());
    return reachable(
        roots,
        (node, action) -> {
          node.inputs().forEach(action);
          node.captured().forEach(action);
        });
  }

  private static Set<Node> reachable(ArrayDeque<Node> toVisit) {
    return reachable(toVisit, Node::forEachDependency);
  }

  private static Set<Node> reachable(
      ArrayDeque<Node> toVisit, BiConsumer<Node, Consumer<Node>> forEachNext) {
    Set<Node> nodes = new LinkedHashSet<>();
    for (Node node = toVisit.poll(); node != null; node = toVisit.poll()) {
      if (nodes.add(node)) {
        forEachNext.accept(node, toVisit::add);
      }
    }
    return nodes;
  }

  /**
   * Builds all open instances again; those that the definition no longer allows are closed.
   *
   * @return how many were closed
   */
  public int rebuildInstances(Transaction transaction) {
    Set<ResourceInstance.Key> keys = new HashSet<>();
    int closed = 0;
    for (ResourceInstance instance : instances.all()) {
      Optional<ResourceInstance.Key> key = converted(instance.key()).filter(keys::add);
      if (key.isPresent()) {
        instances.rebuild(instance, key.get(), transaction);
      } else {
        instances.close(instance, transaction);
        closed++;
      }
    }
    return closed;
  }

  /** What identifies an instance from now on; empty if the definition does not allow it. */
  private Optional<ResourceInstance.Key> converted(ResourceInstance.Key key) {
    ServiceDefinition.ResourceType type = building.resources().get(key.resource());
    if (type == null) {
      return Optional.empty();
    }
    try {
      Object params = type.parameters().accept(Json.from(key.params()));
      return Optional.of(new ResourceInstance.Key(key.resource(), params));
    } catch (DecodeException otherType) {
      return Optional.empty();
    }
  }
}
