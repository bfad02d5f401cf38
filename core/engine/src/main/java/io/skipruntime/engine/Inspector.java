package io.skipruntime.engine;

import io.skipruntime.PastUnavailableException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.json.CanonicalKey;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the questions what a service has, and why it shows what it shows: {@link
 * ServiceInstance#inspector}. Nothing is recorded for them: they come from what nodes remember to
 * be kept up to date, and where that is of another version, functions run again, which are pure.
 * Each answer holds up writes for as long as it takes, except where it says something else.
 * Thread-safe.
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

  /**
   * The nodes of the graph that are needed now, lower ones first: the collections, with what they
   * are computed from and what that has cost. Takes time in proportion to the number of nodes.
   */
  public List<NodeDescription> nodes() {
    return Inspection.descriptions(exclusively(() -> inspection().drafts()));
  }

  /**
   * The resource instances that are open, with the collection that each shows. Takes time in
   * proportion to their number.
   */
  public List<InstanceDescription> instances() {
    return exclusively(
        () -> Inspection.instances(service.runner().instances().all(), service.graph()));
  }

  /** As {@link #instances()}, those of one resource alone. */
  public List<InstanceDescription> instancesOf(String resource) {
    return exclusively(() -> {
      List<ResourceInstance> open =
          service.runner().instances().all().stream()
              .filter(each -> each.key().resource().equals(resource))
              .toList();
      return Inspection.instances(open, service.graph());
    });
  }

  /**
   * How many instances of each resource are open; resources of which none is are left out. Keeps no
   * transaction waiting.
   */
  public SortedMap<String, Long> openInstances() {
    return service.runner().instances().countByResource();
  }

  /** The streams, in no order. Keeps no transaction waiting. */
  public List<StreamDescription> streams() {
    List<StreamDescription> streams = new ArrayList<>();
    service
        .leases()
        .forEach((identifier, lease) -> streams.add(Inspection.stream(identifier, lease)));
    return streams;
  }

  /**
   * Some entries of any collection, in the order of their keys. To find the collection waits for
   * the transaction that goes on; to read it keeps nothing waiting.
   *
   * @param fingerprint that of a node of {@link #nodes}
   * @param at the version; empty for the one that was committed last
   * @throws IllegalArgumentException if there is no such collection, or no longer
   * @throws PastUnavailableException as {@link ServiceInstance#at} does, or if the collection was
   *     not there then
   */
  public EntryPage page(String fingerprint, EntrySelection selection, Optional<Watermark> at) {
    Optional<Version> past = at.map(service::at).map(PastService::version);
    String epoch = service.watermark().epoch();
    return exclusively(() ->
            PagedContents.of(inspection().collection(fingerprint), epoch, past, service.graph()))
        .page(selection);
  }

  /** The earliest version that {@link ServiceInstance#at} gives. Keeps no transaction waiting. */
  public Watermark earliest() {
    Watermark shown = service.watermark();
    return new Watermark(
        shown.epoch(), service.runner().recentVersions().earliestTick().orElse(shown.tick()));
  }

  /**
   * The entries from which a key of a collection has its values, in their order: of a collection
   * that a mapper makes, the entries whose run emitted to the key, with what they emitted; of any
   * other, those of the same key. It may take time in proportion to the size of the collection.
   *
   * @param node a node of {@link #nodes}
   * @param key a key of the collection's type
   * @return nothing for a key that is not there, and for an input
   * @throws IllegalArgumentException if there is no such node, or no longer
   */
  public List<Contribution> contributionsTo(NodeId node, Object key) {
    Object canonical = CanonicalKey.of(key);
    return exclusively(() -> inspection().contributionsTo(node, canonical));
  }

  private Inspection inspection() {
    return new Inspection(service.serviceGraph().allNodes());
  }

  /**
   * Why a key of a collection has its values: the entries of other collections that they were
   * computed from, with their own reasons, down to inputs.
   *
   * @param node a node of {@link #nodes}
   * @param key a key of the collection's type, or {@link io.skipruntime.json.Json}
   * @param mostCauses how many causes of one entry are given at most; those without which the
   *     values would be others come first
   * @throws IllegalArgumentException if there is no such node, or no longer
   */
  public Provenance provenance(NodeId node, Object key, int mostCauses) {
    try {
      return whyOf(node.fingerprint(), key, Optional.empty(), bounds(mostCauses)).entry();
    } catch (NoSuchElementException e) {
      throw new IllegalArgumentException("there is no node " + node, e);
    }
  }

  /**
   * As {@link #provenance(NodeId, Object, int)}, for a key of a resource's contents; what the
   * resource's {@code instantiate} looked up is among the causes.
   *
   * @param params the parameters of the resource; it is opened, unless it is open
   * @throws io.skipruntime.UnknownResourceException as {@link ServiceInstance#getAll(String,
   *     Object)} does, and likewise the others
   */
  public Provenance provenance(String resource, Object params, Object key, int mostCauses) {
    return why(resource, params, key, Optional.empty(), bounds(mostCauses)).entry();
  }

  private static Bounds bounds(int mostCauses) {
    return new Bounds(mostCauses, ProvenanceSearch.MOST_ENTRIES, 0);
  }

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
    return exclusively(
        () -> new ExplanationSearch(service, at, bounds).ofResource(resource, params, key));
  }

  /**
   * As {@link #why}, for a key of a collection of the graph.
   *
   * @param collection the name of an input, or the name or the fingerprint of a node of {@link
   *     #nodes}
   * @throws NoSuchElementException if there is no such node, or no longer
   */
  public Explanation whyOf(String collection, Object key, Optional<Watermark> at, Bounds bounds) {
    return exclusively(() -> {
      if (!(node(collection) instanceof CollectionNode node)) {
        throw new NoSuchElementException(collection + " is no collection");
      }
      return new ExplanationSearch(service, at, bounds).of(node, collection, key);
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

  private Node node(String collection) {
    return Inspection.node(collection, service.serviceGraph());
  }

  /** The answer to a question that is asked while no transaction is open. */
  <T> T exclusively(Supplier<T> question) {
    AtomicReference<@Nullable T> answer = new AtomicReference<>();
    service.runner().exclusively(() -> answer.set(question.get()));
    return Objects.requireNonNull(answer.get());
  }
}
