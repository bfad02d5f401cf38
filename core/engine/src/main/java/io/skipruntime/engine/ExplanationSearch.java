package io.skipruntime.engine;

import io.skipruntime.PastUnavailableException;
import io.skipruntime.engine.Explanation.InputReason;
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
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The search for what one entry was computed from, at one version. For the holder of the service's
 * write lock.
 */
final class ExplanationSearch {

  private final ServiceInstance service;
  private final Optional<Watermark> at;
  private final Inspector.Bounds bounds;
  private final Moment moment;

  /**
   * An entry whose reasons are asked for.
   *
   * @param ofInstance what an instance that shows it looked up
   * @param look gives its values; nothing where its collection, or the instance, has failed
   */
  private record Subject(
      CollectionNode node, Reasons ofInstance, Supplier<Optional<List<Object>>> look) {}

  /**
   * A search that is to be carried out.
   *
   * @param at the version; empty for the present one
   * @throws PastUnavailableException if the version is not kept
   */
  ExplanationSearch(ServiceInstance service, Optional<Watermark> at, Inspector.Bounds bounds) {
    this.service = service;
    this.at = at;
    this.bounds = bounds;
    this.moment = at.map(past -> moment(service, past)).orElseGet(Moment::now);
  }

  private static Moment moment(ServiceInstance service, Watermark past) {
    Version version = service.at(past).version();
    return version.tick() == service.graph().head().tick() ? Moment.now() : Moment.after(version);
  }

  /** Explains an entry of the contents of a resource instance that is open. */
  Explanation ofResource(String resource, Object params, Object key) {
    ResourceInstance instance = service.resources().find(resource, params);
    CollectionNode output = instance == null ? null : instance.output();
    if (instance == null || output == null) {
      throw new IllegalArgumentException("resource " + resource + " has no contents now");
    }
    requireShown(instance, output);
    Reasons ofInstance = reasonsOf(instance);
    Object found = Inspection.keyOf(output, key);
    return explanation(
        new Subject(output, ofInstance, () -> valuesNow(instance.output(), found)), found);
  }

  /** Explains an entry of a collection of the graph, which messages call by {@code name}. */
  Explanation of(CollectionNode node, String name, Object key) {
    if (!node.isKnownAt(moment)) {
      throw notThere(name + " was not there");
    }
    Object found = Inspection.keyOf(node, key);
    return explanation(new Subject(node, new Reasons(moment), () -> valuesNow(node, found)), found);
  }

  private static Optional<List<Object>> valuesNow(@Nullable CollectionNode node, Object key) {
    return node == null || node.failure() != null
        ? Optional.empty()
        : Optional.of(node.valuesAt(key, Moment.now()));
  }

  private Explanation explanation(Subject subject, Object key) {
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

  /**
   * Whether the values are the same without an entry of an input: tried, and taken back. Empty
   * where there would be no values, as a function fails without the entry.
   */
  private Optional<Boolean> isRedundant(Provenance input, Supplier<Optional<List<Object>>> look) {
    if (!(Inspection.node(input.node().fingerprint(), service.serviceGraph())
        instanceof InputNode node)) {
      return Optional.empty();
    }
    if (input.values().isEmpty()) {
      return Optional.of(true); // it is not there already
    }
    Optional<List<Object>> before = look.get();
    WrittenEntries removal = new WrittenEntries(1);
    removal.put(input.key(), null);
    return service
        .runner()
        .tried(transaction -> node.write(removal, transaction), look)
        .flatMap(without -> before.map(present -> areSame(present, without)));
  }

  private static boolean areSame(List<Object> one, List<Object> other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      same = CanonicalValue.areSame(one.get(i), other.get(i));
    }
    return same;
  }

  /** The time at which a tick was committed, if that is kept. */
  private Optional<Instant> timeOf(long tick) {
    return service
        .recentCommits()
        .flatMap(commits -> commits.timeOf(tick))
        .or(() -> service.runner().recentVersions().timeOf(tick));
  }

  /** Fails unless an instance showed a collection at a moment. */
  private void requireShown(ResourceInstance instance, CollectionNode output) {
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
      throw notThere("resource " + instance.key().resource() + " did not show this collection");
    }
  }

  private PastUnavailableException notThere(String what) {
    return new PastUnavailableException(
        PastUnavailableException.Reason.NOT_THERE,
        what + " at " + at.map(String::valueOf).orElse(""));
  }

  /**
   * What the {@code instantiate} of an instance looked up, as it did at an earlier moment, too, if
   * all of that is still the same.
   */
  private Reasons reasonsOf(ResourceInstance instance) {
    Reasons reasons = new Reasons(moment);
    Object[] reads = instance.readsWhenBuilt();
    for (int i = 0; i < reads.length; i += 2) {
      if (!moment.isNow() && !isSame((Node) reads[i], reads[i + 1])) {
        reasons.incomplete();
        return reasons;
      }
    }
    reasons.reads(reads, instance.key().params());
    return reasons;
  }

  private boolean isSame(Node node, Object key) {
    if (!(node instanceof CollectionNode collection) || !node.isKnownAt(moment)) {
      return false;
    }
    boolean isWhole = key == WholeCollection.SIZE || key == WholeCollection.ANY;
    if (isWhole) {
      return collection.contentsAt(moment) == collection.contents();
    }
    return areSame(node.valuesAt(key, moment), node.valuesAt(key, Moment.now()));
  }
}
