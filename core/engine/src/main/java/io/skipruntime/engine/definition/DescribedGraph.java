package io.skipruntime.engine.definition;

import io.skipruntime.EagerCollection;
import io.skipruntime.LazyCollection;
import io.skipruntime.WiringException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.EventChannel;
import io.skipruntime.engine.graph.ExternalNodes;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.GraphOptions;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.operator.FunctionContext;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.CollectionsByName;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * The nodes that a service describes, without contents: no function has run, except for {@code
 * createGraph}. The nodes are those that a graph with contents would have, with the same
 * identities.
 */
public final class DescribedGraph {

  private final Class<? extends Record> record;
  private final SequencedMap<String, CollectionNode> inputs;
  private final SequencedMap<String, CollectionNode> shared;
  private final List<Node> nodes;

  private DescribedGraph(
      Class<? extends Record> record,
      SequencedMap<String, CollectionNode> inputs,
      SequencedMap<String, CollectionNode> shared,
      List<Node> nodes) {
    this.record = record;
    this.inputs = Collections.unmodifiableSequencedMap(inputs);
    this.shared = Collections.unmodifiableSequencedMap(shared);
    this.nodes = List.copyOf(nodes);
  }

  /**
   * The graph of a service.
   *
   * @param externalNodes refuses what is not in the inputs
   * @throws io.skipruntime.SkipException as the start of the service would throw, and a {@link
   *     WiringException} also if anything is shared that is no eager collection
   */
  public static DescribedGraph of(ServiceDefinition definition, ExternalNodes externalNodes) {
    GraphOptions options = new GraphOptions(false, true, true, 1, Long.MAX_VALUE, true);
    Graph graph = new Graph(new EventChannel(List.of()), externalNodes, (node, size) -> 0, options);
    graph.onlyDescribes();
    Transaction transaction = graph.beginWrite();
    Evaluation evaluation = Evaluation.describing("createGraph");
    Evaluation.Run run = evaluation.begin(transaction, TrackedReads.NONE);
    try {
      SequencedMap<String, CollectionNode> inputs = new LinkedHashMap<>();
      definition
          .inputs()
          .forEach((name, input) ->
              inputs.put(
                  name,
                  transaction.add(
                      new InputNode(name, input.keyType(), null, new WrittenEntries(0)))));
      FunctionContext context = new FunctionContext(evaluation);
      Map<String, EagerCollection<?, ?>> handles = new HashMap<>();
      Map<String, CollectionNode> all =
          new HashMap<>(GraphCreation.externalNodes(definition, context));
      all.putAll(inputs);
      all.forEach((name, node) -> handles.put(name, new EagerHandle<>(node, evaluation)));
      Record made = GraphCreation.create(definition, handles, context, evaluation);
      return new DescribedGraph(made.getClass(), inputs, shared(made), transaction.added());
    } finally {
      evaluation.end(run);
    }
  }

  private static SequencedMap<String, CollectionNode> shared(Record made) {
    SequencedMap<String, CollectionNode> shared = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    String type = made.getClass().getSimpleName();
    if (made instanceof CollectionsByName named) {
      for (int i = 0; i < named.names().size(); i++) {
        put(named.names().get(i), named.collections().get(i), type, shared, problems);
      }
    } else {
      for (RecordComponent component : made.getClass().getRecordComponents()) {
        Object value = NamedCollections.valueOf(component, made);
        put(component.getName(), value, type, shared, problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new WiringException(problems);
    }
    return shared;
  }

  private static void put(
      String name,
      Object value,
      String record,
      Map<String, CollectionNode> shared,
      List<String> problems) {
    if (value instanceof EagerCollection<?, ?> collection) {
      shared.put(name, EagerHandle.nodeOf(collection));
    } else {
      Class<?> type = value instanceof LazyCollection ? LazyCollection.class : value.getClass();
      problems.add(
          "%s.%s: only an EagerCollection can be shared between shards and nodes, which a %s is not;"
                  .formatted(record, name, type.getSimpleName())
              + " make it one, or make it in the resources that use it");
    }
  }

  /** The inputs by name, in the order of their declaration. */
  public SequencedMap<String, CollectionNode> inputs() {
    return inputs;
  }

  /** What the service shares, by name, in the order of its declaration. */
  public SequencedMap<String, CollectionNode> shared() {
    return shared;
  }

  /**
   * The record that resources are built from, over other collections.
   *
   * @param collections what takes the place of each shared collection, by name
   */
  Record sharedOver(Map<String, ? extends EagerCollection<?, ?>> collections) {
    List<Object> components = new ArrayList<>();
    for (String name : shared.keySet()) {
      components.add(Objects.requireNonNull(collections.get(name), name));
    }
    if (record == CollectionsByName.class) {
      return new CollectionsByName(List.copyOf(shared.keySet()), components);
    }
    try {
      Constructor<? extends Record> constructor =
          record.getDeclaredConstructor(
              Arrays.stream(record.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(components.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("what createGraph returned cannot be made again", e);
    }
  }

  /** All nodes, each after those that it works on and those that its function captured. */
  public List<Node> nodes() {
    return nodes;
  }
}
