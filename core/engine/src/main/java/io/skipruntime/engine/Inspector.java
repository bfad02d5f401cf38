package io.skipruntime.engine;

import io.skipruntime.PastUnavailableException;
import io.skipruntime.engine.Explanation.InputReason;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Moment;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.WholeCollection;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.json.CanonicalValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the question why a service shows what it shows: {@link ServiceInstance#inspector}.
 * Nothing is recorded for them: they come from what nodes remember to be kept up to date, and where
 * that is of another version, functions run again, which are pure. Each answer holds up writes for
 * as long as it takes. Thread-safe.
 */
public final class Inspector {

  private final ServiceInstance service;

  Inspector(ServiceInstance service) {
    this.service = service;
  }

  /**
   * The bounds of an explanation.
   *
   * @param mostCauses how many causes of one entry are given at most
   * @param mostEntries how many entries are given in all
   * @param mostTried for how many entries of inputs it is tried whether they are redundant, the
   *     first ones. A trial carries a write out and takes it back, and so costs what the write
   *     would
   */
  public record Bounds(int mostCauses, int mostEntries, int mostTried) {

    /** Up to 32 causes of an entry, 1,000 entries in all, and no trials. */
    public static Bounds usual() {
      return new Bounds(32, ProvenanceSearch.MOST_ENTRIES, 0);
    }
  }

  /** An entry whose reasons are asked for, and what an instance that shows it looked up. */
  private record Subject(CollectionNode node, Reasons ofInstance, Supplier<List<Object>> look) {}

  /**
   * Why a key of a resource's contents has its values, or none; what the resource's {@code
   * instantiate} looked up is among the causes.
   *
   * @param params the parameters of the resource; it is opened, unless it is open
   * @param key a key of the resource's type, or {@link io.skipruntime.json.Json}
   * @param at the version that the question is for; empty for the present one. Redundancy is tried
   *     in the present one alone
   * @throws io.skipruntime.UnknownResourceException as {@link ServiceInstance#getAll(String,
   *     Object)} does, and likewise the others
   * @throws PastUnavailableException if the version is not kept, or the resource did not show this
   *     collection then
   */
  public Explanation why(
      String resource, Object params, Object key, Optional<Watermark> at, Bounds bounds) {
    service.resources().snapshot(resource, params);
    return exclusively(() -> {
      ResourceInstance instance = service.resources().find(resource, params);
      CollectionNode output = instance == null ? null : instance.output();
      if (instance == null || output == null) {
        throw new IllegalArgumentException("resource " + resource + " has no contents now");
      }
      Moment moment = moment(at);
      requireShown(instance, output, moment, at);
      Reasons ofInstance = reasonsOf(instance, moment);
      Object found = Inspection.keyOf(output, key);
      Supplier<List<Object>> look =
          () -> {
            CollectionNode shown = instance.output();
            return shown == null ? List.of() : shown.valuesAt(found, Moment.now());
          };
      return explanation(new Subject(output, ofInstance, look), found, moment, at, bounds);
    });
  }

  /**
   * As {@link #why}, for a key of a collection of the graph.
   *
   * @param collection the name of an input, or the name or the fingerprint of a node of {@link
   *     ServiceInstance#inspect}
   * @throws NoSuchElementException if there is no such node, or no longer
   */
  public Explanation whyOf(String collection, Object key, Optional<Watermark> at, Bounds bounds) {
    return exclusively(() -> {
      if (!(node(collection) instanceof CollectionNode node)) {
        throw new NoSuchElementException(collection + " is no collection");
      }
      Moment moment = moment(at);
      if (!node.isKnownAt(moment)) {
        throw notThere(collection + " was not there", at);
      }
      Object found = Inspection.keyOf(node, key);
      Supplier<List<Object>> look = () -> node.valuesAt(found, Moment.now());
      Reasons none = new Reasons(moment);
      return explanation(new Subject(node, none, look), found, moment, at, bounds);
    });
  }

  /**
   * What depends on an entry now.
   *
   * @param collection as {@link #whyOf} has it
   * @param key a key of the collection's type, or {@link io.skipruntime.json.Json}
   * @throws NoSuchElementException if there is no such node, or no longer
   */
  public Dependents dependents(String collection, Object key) {
    return exclusively(() -> {
      Node node = node(collection);
      return new DependentsSearch()
          .of(node, Inspection.keyOf(node, key), service.runner().instances().all());
    });
  }

  /**
   * Why a function ran in a commit: of the entries that it sees now, those that the commit changed.
   * It is nothing if the commit made the function's collection. Of an entry that was changed again
   * later, and of a commit that changed many keys of a collection, the change may not be known.
   *
   * @param collection as {@link #whyOf} has it: the one that the function makes
   * @param source the key of the source entry that the function ran for
   * @throws NoSuchElementException if there is no such node, or no longer
   */
  public List<RunReason> whyRan(CommitReport commit, String collection, Object source) {
    return exclusively(() -> {
      Node node = node(collection);
      Object key =
          node.inputs().isEmpty()
              ? Inspection.keyOf(node, source)
              : Inspection.keyOf(node.inputs().getFirst(), source);
      return new RunReasonSearch(commit).of(node, key);
    });
  }

  private Explanation explanation(
      Subject subject, Object key, Moment moment, Optional<Watermark> at, Bounds bounds) {
    ProvenanceSearch search =
        new ProvenanceSearch(bounds.mostCauses(), bounds.mostEntries(), moment, this::timeOf);
    Provenance entry = search.of(subject.node(), key, subject.ofInstance());
    Map<List<Object>, Provenance> inputs = new LinkedHashMap<>();
    boolean isComplete = addInputs(entry, inputs);
    List<InputReason> reasons = new ArrayList<>();
    for (Provenance input : inputs.values()) {
      boolean tries = moment.isNow() && reasons.size() < bounds.mostTried();
      reasons.add(
          new InputReason(input, tries ? isRedundant(input, subject.look()) : Optional.empty()));
    }
    Watermark version =
        at.orElseGet(
            () -> new Watermark(service.watermark().epoch(), service.graph().head().tick()));
    return new Explanation(version, entry, reasons, isComplete);
  }

  private static boolean addInputs(Provenance entry, Map<List<Object>, Provenance> inputs) {
    boolean isComplete = entry.omitted() == 0;
    if (entry.isOfInput()) {
      inputs.putIfAbsent(List.of(entry.node(), entry.key()), entry);
    }
    for (Provenance.Cause cause : entry.causes()) {
      boolean stands =
          cause.role() == Provenance.Role.WHOLE || cause.role() == Provenance.Role.PLACE;
      isComplete &= stands || addInputs(cause.entry(), inputs);
    }
    return isComplete;
  }

  /** Whether the values are the same without an entry of an input: tried, and taken back. */
  private Optional<Boolean> isRedundant(Provenance input, Supplier<List<Object>> look) {
    if (!(node(input.node().fingerprint()) instanceof InputNode node)) {
      return Optional.empty();
    }
    if (input.values().isEmpty()) {
      return Optional.of(true); // it is not there already
    }
    List<Object> before = look.get();
    WrittenEntries removal = new WrittenEntries(1);
    removal.put(input.key(), null);
    return service
        .runner()
        .tried(transaction -> node.write(removal, transaction), look)
        .map(without -> areSame(before, without));
  }

  private static boolean areSame(List<Object> one, List<Object> other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      same = CanonicalValue.areSame(one.get(i), other.get(i));
    }
    return same;
  }

  /** The time at which a tick was committed, if that is kept. */
  Optional<Instant> timeOf(long tick) {
    return service
        .recentCommits()
        .flatMap(commits -> commits.timeOf(tick))
        .or(() -> service.runner().recentVersions().timeOf(tick));
  }

  /** The moment after a commit. */
  private Moment moment(Optional<Watermark> at) {
    if (at.isEmpty()) {
      return Moment.now();
    }
    Version version = service.at(at.get()).version();
    return version.tick() == service.graph().head().tick() ? Moment.now() : Moment.after(version);
  }

  /** Fails unless an instance showed a collection at a moment. */
  private void requireShown(
      ResourceInstance instance, CollectionNode output, Moment moment, Optional<Watermark> at) {
    if (moment.isNow()) {
      return;
    }
    Version then = service.at(at.orElseThrow()).version();
    boolean isShown =
        output.isKnownAt(moment)
            && instance
                .snapshotThen(then, service.graph().version())
                .filter(each -> each.contents() == output.contentsAt(moment))
                .isPresent();
    if (!isShown) {
      throw notThere("resource " + instance.key().resource() + " did not show this collection", at);
    }
  }

  private static PastUnavailableException notThere(String what, Optional<Watermark> at) {
    return new PastUnavailableException(
        PastUnavailableException.Reason.NOT_THERE,
        what + " at " + at.map(String::valueOf).orElse(""));
  }

  /**
   * What the {@code instantiate} of an instance looked up, as it did at an earlier moment, too, if
   * all of that is still the same.
   */
  private static Reasons reasonsOf(ResourceInstance instance, Moment moment) {
    Reasons reasons = new Reasons(moment);
    Object[] reads = instance.readsWhenBuilt();
    for (int i = 0; i < reads.length; i += 2) {
      if (!moment.isNow() && !isSame((Node) reads[i], reads[i + 1], moment)) {
        reasons.incomplete();
        return reasons;
      }
    }
    reasons.reads(reads, instance.key().params());
    return reasons;
  }

  private static boolean isSame(Node node, Object key, Moment moment) {
    if (!(node instanceof CollectionNode collection) || !node.isKnownAt(moment)) {
      return false;
    }
    boolean isWhole = key == WholeCollection.SIZE || key == WholeCollection.ANY;
    if (isWhole) {
      return collection.contentsAt(moment) == collection.contents();
    }
    return areSame(node.valuesAt(key, moment), node.valuesAt(key, Moment.now()));
  }

  /** The node of a name or fingerprint. */
  Node node(String collection) {
    ServiceGraph graph = service.serviceGraph();
    Node input = graph.inputNodes().get(collection);
    return input != null ? input : named(collection, graph);
  }

  private static Node named(String collection, ServiceGraph graph) {
    List<Node> named = new ArrayList<>();
    for (Node each : graph.allNodes()) {
      if (each.id().fingerprint().equals(collection)) {
        return each;
      }
      if (each.id().name().equals(collection)) {
        named.add(each);
      }
    }
    if (named.isEmpty()) {
      throw new NoSuchElementException("there is no collection " + collection);
    }
    if (named.size() > 1) {
      throw new NoSuchElementException(
          named.size() + " collections are named " + collection + "; name one by its fingerprint");
    }
    return named.getFirst();
  }

  private <T> T exclusively(Supplier<T> question) {
    AtomicReference<@Nullable T> answer = new AtomicReference<>();
    service.runner().exclusively(() -> answer.set(question.get()));
    return Objects.requireNonNull(answer.get());
  }
}
