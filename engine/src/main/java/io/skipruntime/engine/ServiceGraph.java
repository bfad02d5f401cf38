package io.skipruntime.engine;

import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.operator.FunctionContext;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.resource.ExternalSources;
import io.skipruntime.engine.resource.Instances;
import io.skipruntime.engine.resource.ResourceInstance;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The inputs of a service and the graph that its {@code createGraph} built over them.
 *
 * <p>Building again, with other code of the service, is a transaction like any other. Functions
 * that are equal to those before, over the same inputs, are the same nodes, so that only what is
 * different is computed; and if anything fails all stays as it was.
 *
 * <ul>
 *   <li>{@link #definition} may be read by any thread, and is {@code building} but while that is
 *       not committed; all else is for the transaction's.
 *   <li>Every node in {@code inputs} and {@code held} is referenced from here.
 * </ul>
 */
final class ServiceGraph {

  private final Instances instances;
  private final ExternalSources sources;
  private volatile ServiceDefinition definition;
  private ServiceDefinition building;
  private Map<String, InputNode> inputs = Map.of();
  private List<Node> held = List.of();

  ServiceGraph(ServiceDefinition definition, Instances instances, ExternalSources sources) {
    this.definition = definition;
    this.building = definition;
    this.instances = instances;
    this.sources = sources;
  }

  /** What was committed last. */
  ServiceDefinition definition() {
    return definition;
  }

  /** Carries out some writes, in this order: of a key that is written twice the last counts. */
  void write(List<Write> writes, Transaction transaction) {
    if (writes.size() == 1) {
      writes
          .getFirst()
          .decodedFor(definition)
          .forEach((name, entries) -> node(name).write(entries, transaction));
      return;
    }
    Map<String, Map<Object, List<?>>> all = new LinkedHashMap<>();
    for (Write write : writes) {
      write
          .decodedFor(definition)
          .forEach((name, entries) ->
              all.computeIfAbsent(name, each -> new LinkedHashMap<>()).putAll(entries));
    }
    all.forEach((name, entries) -> node(name).write(entries, transaction));
  }

  private InputNode node(String name) {
    return Objects.requireNonNull(inputs.get(name), "the definition names every input");
  }

  /** Builds the graph of a definition, in place of the one before. */
  ServiceDefinition build(ServiceDefinition next, Transaction transaction) {
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
    transaction
        .undo()
        .add(() -> {
          building = definitionBefore;
          inputs = inputsBefore;
          held = heldBefore;
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
      Map<Object, List<?>> contents = present == null ? initial(input) : converted(present, input);
      node = transaction.add(new InputNode(input.name(), contents));
    }
    transaction.acquire(node);
    return node;
  }

  private static Map<Object, List<?>> initial(ServiceDefinition.Input input) {
    return EntryDecoder.decode(input, input.initialData());
  }

  private static Map<Object, List<?>> converted(InputNode node, ServiceDefinition.Input input) {
    List<Entry<Object, Object>> entries = new ReadEntries<>(node.contents()::cursor);
    return EntryDecoder.decode(
        input,
        entries.stream()
            .map(entry ->
                new Entry<>(
                    Json.from(entry.key()), entry.values().stream().map(Json::from).toList()))
            .toList());
  }

  private Record createGraph(ServiceDefinition next, Evaluation evaluation) {
    Map<String, EagerCollection<?, ?>> collections =
        inputs.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, each -> new EagerHandle<>(each.getValue(), evaluation)));
    @SuppressWarnings("unchecked") // the definition makes the record that the service declares
    SkipService<Record, Record> service = (SkipService<Record, Record>) next.service();
    Record shared =
        service.createGraph(next.inputsRecord(collections), new FunctionContext(evaluation));
    Captured.requirePure(shared);
    return shared;
  }

  /** The nodes that all instances share: the inputs, and what createGraph built. */
  private Set<Node> nodes() {
    Set<Node> nodes = new HashSet<>();
    ArrayDeque<Node> toVisit = new ArrayDeque<>(held);
    toVisit.addAll(inputs.values());
    for (Node node = toVisit.poll(); node != null; node = toVisit.poll()) {
      if (nodes.add(node)) {
        node.forEachDependency(toVisit::add);
      }
    }
    return nodes;
  }

  /** Builds all open instances anew; those that the definition no longer allows are closed. */
  void rebuildInstances(Transaction transaction) {
    for (ResourceInstance instance : instances.all()) {
      if (isAllowed(instance.key())) {
        instances.rebuild(instance, transaction);
      } else {
        instances.close(instance, transaction);
      }
    }
  }

  private boolean isAllowed(ResourceInstance.Key key) {
    ServiceDefinition.ResourceType type = building.resources().get(key.resource());
    if (type == null) {
      return false;
    }
    try {
      type.accept(key.params());
      return true;
    } catch (DecodeException otherType) {
      return false;
    }
  }
}
