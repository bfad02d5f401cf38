package io.skipruntime.engine.shard;

import io.skipruntime.WiringException;
import io.skipruntime.engine.definition.DescribedGraph;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.LazyNode;
import io.skipruntime.engine.operator.MappingNode;
import io.skipruntime.engine.operator.ShardedOperator;
import io.skipruntime.engine.spi.Spread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The making of a plan: the levels of all collections, in their order, and then what has to go from
 * level to level. It is done when the object is made.
 */
final class Planning {

  /** A collection that functions at a level look up, and that is computed there. */
  private record AtLevel(int collection, int level) {}

  private record FeedKey(int collection, Role role, int from, int to, int home) {}

  private final List<PlannedCollection> collections = new ArrayList<>();
  private final Map<FeedKey, Set<Integer>> readers = new LinkedHashMap<>();
  private final Set<AtLevel> lazies = new LinkedHashSet<>();
  private final Map<String, Integer> inputs = new LinkedHashMap<>();
  private final Map<String, Integer> shared = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int levels;

  Planning(DescribedGraph graph) {
    Map<Node, Integer> ids = new HashMap<>();
    for (Node node : graph.nodes()) {
      ids.put(node, collections.size());
      add(node, ids);
    }
    if (!problems.isEmpty()) {
      throw new WiringException(problems);
    }
    for (PlannedCollection each : collections) {
      if (each.spread() != Spread.INPUT && each.spread() != Spread.ON_DEMAND) {
        levels = Math.max(levels, Math.max(each.runsAt(), each.madeAt()) + 1);
      }
    }
    collections.forEach(this::wire);
    graph.inputs().forEach((name, node) -> inputs.put(name, ids.get(node)));
    graph
        .shared()
        .forEach((name, node) -> {
          int id = Objects.requireNonNull(ids.get(node), "what is shared is in the graph");
          shared.put(name, id);
          feed(collections.get(id), Role.PART, levels, -1, -1);
        });
  }

  private static List<Integer> ids(List<? extends Node> nodes, Map<Node, Integer> ids) {
    return nodes.stream().map(ids::get).toList();
  }

  private void add(Node node, Map<Node, Integer> ids) {
    List<Integer> inputs = ids(node.inputs(), ids);
    List<Integer> colocated = ids(colocated(node), ids);
    List<Integer> lookedUp = new ArrayList<>(ids(node.captured(), ids));
    lookedUp.removeAll(colocated);
    Spread spread = spread(node);
    int parts = inputs.stream().mapToInt(id -> at(id).partsAt()).max().orElse(0);
    int wholes = inputs.stream().mapToInt(id -> at(id).wholeAt()).max().orElse(0);
    int looking = lookedUp.stream().mapToInt(id -> at(id).wholeAt()).max().orElse(0);
    int runs =
        switch (spread) {
          case INPUT -> 0;
          case BY_KEY, FIRST_KEYS -> parts;
          case CONTRIBUTIONS ->
              Math.max(
                  Math.max(parts, looking),
                  colocated.stream().mapToInt(id -> at(id).partsAt()).max().orElse(0));
          case WHOLE -> wholes;
          case ON_DEMAND -> looking;
        };
    int partsAt =
        switch (spread) {
          case INPUT, BY_KEY, ON_DEMAND -> runs;
          case CONTRIBUTIONS, FIRST_KEYS, WHOLE -> runs + 1;
        };
    int wholeAt =
        switch (spread) {
          case INPUT, FIRST_KEYS, WHOLE, ON_DEMAND -> partsAt;
          case BY_KEY, CONTRIBUTIONS -> partsAt + 1;
        };
    collections.add(
        new PlannedCollection(
            collections.size(),
            node.describe(),
            node.kind(),
            spread,
            inputs,
            lookedUp,
            colocated,
            runs,
            partsAt,
            wholeAt,
            node.id().fingerprint()));
  }

  private List<Node> colocated(Node node) {
    return switch (node) {
      case MappingNode mapping -> mapping.colocated();
      case LazyNode lazy -> {
        lazy.colocated()
            .forEach(each ->
                problems.add(
                    lazy.describe()
                        + " is given "
                        + each.describe()
                        + " as colocated(), and a lazy collection has no own key on shards, since"
                        + " it is computed wherever a function asks; give it the collection without"
                        + " colocated(), which copies it to every shard"));
        yield List.of();
      }
      default -> List.of();
    };
  }

  private static Spread spread(Node node) {
    if (node instanceof InputNode) {
      return Spread.INPUT;
    }
    if (node instanceof ShardedOperator operator) {
      return operator.spread();
    }
    throw new IllegalStateException(node + " is of an operator that shards cannot compute");
  }

  private PlannedCollection at(int id) {
    return collections.get(id);
  }

  /** Finds what has to be where a collection is computed. */
  private void wire(PlannedCollection each) {
    switch (each.spread()) {
      case INPUT, ON_DEMAND -> {}
      case BY_KEY -> each.inputs().forEach(id -> needPart(at(id), each.runsAt(), each.id()));
      case CONTRIBUTIONS -> {
        needPart(at(each.inputs().getFirst()), each.runsAt(), each.id());
        each.lookedUp().forEach(id -> needAll(at(id), each.runsAt(), each.id()));
        each.colocated().forEach(id -> needPart(at(id), each.runsAt(), each.id()));
        feed(each.id(), Role.CONTRIB, each.runsAt(), each.partsAt(), -1, each.id());
      }
      case FIRST_KEYS -> {
        needPart(at(each.inputs().getFirst()), each.runsAt(), each.id());
        feed(each.id(), Role.TAKE, each.runsAt(), each.partsAt(), -1, each.id());
      }
      case WHOLE -> each.inputs().forEach(id -> needWhole(at(id), each));
    }
  }

  private void needPart(PlannedCollection of, int level, int reader) {
    boolean isThere = of.spread() != Spread.INPUT && of.spread() != Spread.WHOLE;
    if (!isThere || level > of.partsAt()) {
      feed(of, Role.PART, level, -1, reader);
    }
  }

  private void needAll(PlannedCollection of, int level, int reader) {
    switch (of.spread()) {
      case ON_DEMAND -> {
        lazies.add(new AtLevel(of.id(), level));
        of.lookedUp().forEach(id -> needAll(at(id), level, reader));
      }
      case FIRST_KEYS -> feed(of.id(), Role.TAKE, of.runsAt(), level, -1, reader);
      default -> feed(of, Role.REPL, level, -1, reader);
    }
  }

  private void needWhole(PlannedCollection of, PlannedCollection reader) {
    if (of.spread() == Spread.FIRST_KEYS) {
      feed(of.id(), Role.TAKE, of.runsAt(), reader.runsAt(), -1, reader.id());
    } else {
      feed(of, Role.WHOLE, reader.runsAt(), reader.id(), reader.id());
    }
  }

  private void feed(PlannedCollection of, Role role, int to, int home, int reader) {
    int from = of.spread() == Spread.INPUT ? Plan.INPUTS : of.madeAt();
    feed(of.id(), role, from, to, home, reader);
  }

  private void feed(int collection, Role role, int from, int to, int home, int reader) {
    Set<Integer> known =
        readers.computeIfAbsent(
            new FeedKey(collection, role, from, to, home), key -> new TreeSet<>());
    if (reader >= 0) {
      known.add(reader);
    }
  }

  List<PlannedCollection> collections() {
    return List.copyOf(collections);
  }

  List<Feed> feeds() {
    List<Feed> feeds = new ArrayList<>();
    readers.forEach((key, of) ->
        feeds.add(
            new Feed(
                feeds.size(),
                key.collection(),
                key.role(),
                key.from(),
                key.to(),
                key.home(),
                List.copyOf(of))));
    return feeds;
  }

  /** Whether functions at a level ask for entries of a lazy collection. */
  boolean isAsked(int lazy, int level) {
    return lazies.contains(new AtLevel(lazy, level));
  }

  Map<String, Integer> inputs() {
    return inputs;
  }

  Map<String, Integer> shared() {
    return shared;
  }

  int levels() {
    return levels;
  }
}
