package io.skipruntime.engine.definition;

import io.skipruntime.ComputationException;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ReadEntries;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.operator.FunctionContext;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.source.ExternalSources;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The inputs of a service and the graph that its {@code createGraph} built over them.
 *
 * <p>Building again, with other code of the service, is a transaction like any other. Functions
 * that are equal to those before, over the same inputs, are the same nodes, so that only what is
 * different is computed; and if anything fails all stays as it was. Functions are equal only if
 * they are of one class: whoever loads changed code must leave unchanged classes loaded as they
 * are. Data and parameters whose classes were loaded anew are decoded again from their JSON.
 *
 * <ul>
 *   <li>{@link #definition} and {@link #collections} are for any thread, and {@code definition} is
 *       {@code building} but while that is not committed; all else is for the transaction's.
 *   <li>Every node in {@code inputs} and {@code held} is referenced from here.
 * </ul>
 */
public final class ServiceGraph {

  private final Instances instances;
  private final ExternalSources sources;
  private volatile ServiceDefinition definition;
  private ServiceDefinition building;
  private Map<String, InputNode> inputs = Map.of();
  private List<Node> held = List.of();
  private volatile List<CollectionNode> collections = List.of();

  /** A graph without nodes; {@link #build} fills it. */
  public ServiceGraph(ServiceDefinition definition, Instances instances, ExternalSources sources) {
    this.definition = definition;
    this.building = definition;
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

  /** The node of an input that the definition names; for the transaction's thread. */
  public InputNode node(String name) {
    return Objects.requireNonNull(inputs.get(name), "the definition names every input");
  }

  /** The entries of an input; for the holder of the service's write lock. */
  public <K, V> List<Entry<K, V>> inputEntries(ServiceDefinition.Input input) {
    InputNode node = inputs.get(input.name());
    return node == null ? List.of() : new ReadEntries<>(node.contents()::cursor);
  }

  /** Builds the graph of a definition, in place of the one before. */
  public ServiceDefinition build(ServiceDefinition next, Transaction transaction) {
    remember(transaction);
    Map<String, InputNode> inputsBefore = inputs;
    List<Node> heldBefore = held;
    sources.define(next.service().externalServices());
    Evaluation evaluation = Evaluation.describing("createGraph");
    Evaluation.Run run = evaluation.begin(transaction, TrackedReads.NONE);
    try {
      inputs = new LinkedHashMap<>();
      next.inputs()
          .forEach((name, input) -> inputs.put(name, inputNode(input, inputsBefore, transaction)));
      Record shared = createGraph(next, evaluation);
      held = run.held();
      held.forEach(transaction::acquire);
      instances.define(next.definitions(), shared, this::nodes, transaction);
    } finally {
      evaluation.end(run);
    }
    collections =
        nodes().stream()
            .filter(CollectionNode.class::isInstance)
            .map(CollectionNode.class::cast)
            .toList();
    building = next;
    transaction.afterCommit(() -> definition = next);
    inputsBefore.values().forEach(transaction::release);
    heldBefore.forEach(transaction::release);
    return next;
  }

  private void remember(Transaction transaction) {
    ServiceDefinition definitionBefore = building;
    Map<String, InputNode> inputsBefore = inputs;
    List<Node> heldBefore = held;
    List<CollectionNode> collectionsBefore = collections;
    transaction
        .undo()
        .add(() -> {
          building = definitionBefore;
          inputs = inputsBefore;
          held = heldBefore;
          collections = collectionsBefore;
          sources.define(definitionBefore.service().externalServices());
        });
  }

  private InputNode inputNode(
      ServiceDefinition.Input input, Map<String, InputNode> before, Transaction transaction) {
    InputNode present = before.get(input.name());
    ServiceDefinition.Input old = building.inputs().get(input.name());
    InputNode node;
    if (present != null && old != null && old.hasTypesOf(input)) {
      node = present;
    } else {
      WrittenEntries contents =
          present == null ? initial(input) : InputConversion.convert(present.contents(), input);
      node = transaction.add(new InputNode(input.name(), contents));
    }
    transaction.acquire(node);
    return node;
  }

  private static WrittenEntries initial(ServiceDefinition.Input input) {
    return EntryDecoder.decode(input, input.initialData());
  }

  private Record createGraph(ServiceDefinition next, Evaluation evaluation) {
    Map<String, EagerCollection<?, ?>> collections =
        inputs.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, each -> new EagerHandle<>(each.getValue(), evaluation)));
    @SuppressWarnings("unchecked") // the definition makes the record that the service declares
    SkipService<Record, Record> service = (SkipService<Record, Record>) next.service();
    List<String> problems = new ArrayList<>(next.problems());
    try {
      Record shared =
          service.createGraph(next.inputsRecord(collections), new FunctionContext(evaluation));
      problems.addAll(evaluation.mistakes());
      problems.addAll(Captured.problems(shared));
      if (problems.isEmpty()) {
        return shared;
      }
    } catch (WiringException | ComputationException | ExternalDataNeeded e) {
      throw e;
    } catch (RuntimeException e) {
      problems.addAll(evaluation.mistakes());
      String failure = "createGraph of " + service.getClass().getSimpleName() + " failed: " + e;
      if (problems.isEmpty()) {
        throw e instanceof SkipException known ? known : new SkipException(failure, e);
      }
      problems.add(failure);
    }
    throw new WiringException(problems);
  }

  /** The nodes from which, by what depends on them, all others of the service can be found. */
  public List<Node> roots() {
    List<Node> roots = new ArrayList<>(inputs.values());
    roots.add(instances);
    return roots;
  }

  /** The node of each input, by name. */
  public Map<String, InputNode> inputNodes() {
    return inputs;
  }

  /** The nodes that all instances share: the inputs, and what createGraph built. */
  private Set<Node> nodes() {
    ArrayDeque<Node> roots = new ArrayDeque<>(held);
    roots.addAll(inputs.values());
    return reachable(roots);
  }

  /** The nodes that are needed: those that all instances share, and those of open instances. */
  public Set<Node> allNodes() {
    ArrayDeque<Node> roots = new ArrayDeque<>(held);
    roots.addAll(inputs.values());
    instances.forEachNode(roots::add);
    return reachable(roots);
  }

  private static Set<Node> reachable(ArrayDeque<Node> toVisit) {
    Set<Node> nodes = new LinkedHashSet<>();
    for (Node node = toVisit.poll(); node != null; node = toVisit.poll()) {
      if (nodes.add(node)) {
        node.forEachDependency(toVisit::add);
      }
    }
    return nodes;
  }

  /**
   * Builds all open instances anew; those that the definition no longer allows are closed.
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
      Object params = type.accept(Json.from(key.params()));
      return Optional.of(new ResourceInstance.Key(key.resource(), params));
    } catch (DecodeException otherType) {
      return Optional.empty();
    }
  }
}
