package io.skipruntime.engine.shard;

import io.skipruntime.DelegatingService;
import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.engine.definition.DescribedGraph;
import io.skipruntime.engine.definition.EntryDecoder;
import io.skipruntime.engine.definition.Refusal;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.graph.Fingerprint;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The shared graph of a service, cut into levels that shards compute one after the other: what is
 * computed at which level, and what goes from level to level. It is made from the nodes that {@code
 * createGraph} describes, so each process that has the same program makes the same plan, which the
 * {@link #digest} tells.
 *
 * <ul>
 *   <li>A collection that is mapped is divided by its keys. What a function emits may be to other
 *       keys, so it is exchanged, and the result is there one level higher.
 *   <li>A collection that functions look up is there as a whole on each shard, from the level on at
 *       which all of it is known.
 * </ul>
 *
 * <p>Immutable, except that the functions of its nodes are those of one {@code createGraph}: the
 * shards that are made from one plan share them, as the threads of a service do.
 */
public final class Plan {

  /** The level of the inputs, as what is written leaves them. */
  public static final int INPUTS = -1;

  private final ServiceDefinition definition;
  private final DescribedGraph graph;
  private final Planning planning;
  private final List<PlannedCollection> collections;
  private final List<Feed> feeds;
  private final Map<String, Integer> inputs;
  private final Map<String, Integer> shared;
  private final int levels;
  private final String digest;
  private volatile @Nullable String program;

  private Plan(ServiceDefinition definition, DescribedGraph graph) {
    this.definition = definition;
    this.graph = graph;
    this.planning = new Planning(graph);
    this.collections = planning.collections();
    this.feeds = planning.feeds();
    this.inputs = Collections.unmodifiableMap(planning.inputs());
    this.shared = Collections.unmodifiableMap(planning.shared());
    this.levels = planning.levels();
    this.digest = Fingerprint.of(texts());
  }

  /**
   * The plan of a service. Runs its {@code createGraph}.
   *
   * @throws io.skipruntime.SkipException as the start of the service would throw; a {@link
   *     io.skipruntime.WiringException} also if its graph uses what shards do not have, with all
   *     that is wrong and what to do about it
   */
  public static Plan of(SkipService<?, ?> service) {
    ServiceDefinition definition = ServiceDefinition.of(service);
    return new Plan(definition, DescribedGraph.of(definition, new Refusal("createGraph")));
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    definition.inputs().forEach((name, input) -> texts.add(name + " " + input.type()));
    collections.forEach(each -> texts.add(each.toString()));
    feeds.forEach(each -> texts.add(each.toString()));
    texts.add(shared.toString());
    return texts;
  }

  /** All collections, each after those that it depends on. */
  public List<PlannedCollection> collections() {
    return collections;
  }

  /** What goes from level to level, and to those who serve. */
  public List<Feed> feeds() {
    return feeds;
  }

  /** What the service shares: the places of the collections, by name in the declared order. */
  public Map<String, Integer> shared() {
    return shared;
  }

  /** How many levels there are; the first is 0. */
  public int levels() {
    return levels;
  }

  /**
   * Entries of an input in the form in which shards are given them.
   *
   * @param entries as a user of the service gives them, also as JSON; one without values deletes
   *     its key
   * @return each key once, the last of a key that is given twice; of a key that is to go, no values
   * @throws io.skipruntime.UnknownCollectionException if there is no such input
   * @throws io.skipruntime.InvalidInputException that names every entry that is not of its types
   */
  public List<Entry<Object, Object>> accept(String input, List<? extends Entry<?, ?>> entries) {
    WrittenEntries decoded = EntryDecoder.decode(definition.input(input), entries);
    List<Entry<Object, Object>> accepted = new ArrayList<>(decoded.size());
    for (int i = 0; i < decoded.size(); i++) {
      ValueList values = decoded.values(i);
      accepted.add(new Entry<>(decoded.key(i), values == null ? List.of() : values));
    }
    return accepted;
  }

  /** The initial data of the inputs that have any, by name, in the same form. */
  public Map<String, List<Entry<Object, Object>>> initialData() {
    Map<String, List<Entry<Object, Object>>> data = new LinkedHashMap<>();
    definition
        .inputs()
        .forEach((name, input) -> {
          if (!input.initialData().isEmpty()) {
            data.put(name, accept(name, input.initialData()));
          }
        });
    return data;
  }

  /** The places of the inputs, by name in the declared order. */
  public Map<String, Integer> inputs() {
    return inputs;
  }

  /** What finds the classes of the service. */
  public ClassLoader classLoader() {
    return Objects.requireNonNullElseGet(
        definition.service().getClass().getClassLoader(), ClassLoader::getSystemClassLoader);
  }

  /** What tells plans apart: the same for the same program, whatever the number of shards. */
  public String digest() {
    return digest;
  }

  /**
   * What tells programs with one plan apart: the digest of the classes that their functions are
   * made of. These are the service's own, and all that it and the functions refer to whose packages
   * begin with the same two names; libraries are not among them.
   *
   * @throws java.io.UncheckedIOException if a class cannot be read
   */
  public String program() {
    String known = program;
    if (known == null) {
      known = ProgramClasses.digest(classLoader(), classNames());
      program = known;
    }
    return known;
  }

  private List<String> classNames() {
    List<String> names = new ArrayList<>();
    SkipService<?, ?> service = definition.service();
    addNames(service.getClass(), names);
    while (service instanceof DelegatingService<?, ?> wrapper) {
      service = wrapper.delegate();
      addNames(service.getClass(), names);
    }
    graph.nodes().forEach(node -> node.functionPlace().ifPresent(place -> names.add(place.type())));
    return names;
  }

  /**
   * Adds the names of a class and of those that it extends: it may be made while a program runs.
   */
  private static void addNames(Class<?> type, List<String> names) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      names.add(each.getName());
    }
  }

  /** What the plan says, as JSON: what {@code ./skip plan NAME --json} prints. */
  public Json toJson() {
    return new PlanText(planning, digest).json();
  }

  /** What the plan says, for people, in several lines. */
  @Override
  public String toString() {
    return new PlanText(planning, digest).text();
  }

  /** Whether functions at a level ask for entries of a lazy collection. */
  boolean isAsked(int lazy, int level) {
    return planning.isAsked(lazy, level);
  }

  /** The node of a collection in the graph that describes what is computed. */
  Node node(int collection) {
    return graph.nodes().get(collection);
  }

  /** The name of a collection that functions or messages use. */
  String name(int collection) {
    return collections.get(collection).name();
  }
}
