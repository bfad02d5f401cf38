package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.Version;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a graph and the version from which its next transaction starts, as transactions see
 * and change them.
 *
 * <ul>
 *   <li>Two nodes never have equal keys: who asks for the same gets the same node, unless the
 *       options say that nodes are not interned.
 *   <li>Every collection has a slot of its own in {@link #head}.
 *   <li>All but {@link #size} is for the thread of the transaction.
 * </ul>
 */
public abstract class GraphState {

  private final EventChannel events;
  private final ExternalNodes externalNodes;
  private final ToLongBiFunction<? super CollectionNode, Integer> deletions;
  private final GraphOptions options;
  private final Workers workers;
  private final Map<NodeKey, Node> nodesByKey = new HashMap<>();
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private int slots = Catalog.SLOT + 1;
  private final AtomicInteger nodes = new AtomicInteger();
  private boolean isDescription;
  private Version head = Version.initial();

  /** See {@link Graph#Graph}. */
  GraphState(
      EventChannel events,
      ExternalNodes externalNodes,
      ToLongBiFunction<? super CollectionNode, Integer> deletions,
      GraphOptions options) {
    this.events = events;
    this.options = options;
    this.workers = new Workers(options.threads(), options.parallelAfterMicros());
    this.deletions = deletions;
    this.externalNodes = externalNodes;
  }

  /** The version that was committed last. */
  public final Version head() {
    return head;
  }

  final void advance(Version next) {
    head = next;
  }

  /** Lets nodes be made and never filled: the graph says what would be computed from what. */
  public final void onlyDescribes() {
    isDescription = true;
  }

  /** Whether nodes are made and never filled. */
  final boolean isDescription() {
    return isDescription;
  }

  /** What the head says of its contents. */
  public final Catalog catalog() {
    return Catalog.of(head);
  }

  /** The number of nodes. May be called by any thread. */
  public final int size() {
    return nodes.get();
  }

  /** Who is told what happens. */
  public final EventChannel events() {
    return events;
  }

  /** How the graph works. */
  public final GraphOptions options() {
    return options;
  }

  /** The threads that run functions. */
  public final Workers workers() {
    return workers;
  }

  /** Where functions get the collections of external resources. */
  public final ExternalNodes externalNodes() {
    return externalNodes;
  }

  /** From which tick on deletions of a collection that has so many have to be remembered. */
  final long earliestTick(CollectionNode collection, int tombstones) {
    return deletions.applyAsLong(collection, tombstones);
  }

  final @Nullable Node find(NodeKey key) {
    return options.interns() ? nodesByKey.get(key) : null;
  }

  final void attach(Node node) {
    nodes.incrementAndGet();
    if (node.key() != null && options.interns()) {
      nodesByKey.put(node.key(), node);
    }
    node.inputs().forEach(input -> input.addConsumer(node));
    node.captured().forEach(captured -> captured.capturers().add(node));
    if (node instanceof CollectionNode collection) {
      collection.slot = takeSlot();
      collection.attachedTick = head.tick() + 1;
      collection.attached(options.keepsVersions());
    }
    events.created(node);
  }

  final void detach(Node node) {
    nodes.decrementAndGet();
    if (node.key() != null) {
      nodesByKey.remove(node.key());
    }
    node.inputs().forEach(input -> input.removeConsumer(node));
    node.captured().forEach(captured -> captured.capturers().remove(node));
    if (node instanceof CollectionNode collection) {
      giveBackSlot(collection.slot());
      collection.detached();
    }
    events.retired(node);
  }

  /** A slot of the version that nothing else uses. */
  public final int takeSlot() {
    Integer free = freeSlots.poll();
    return free == null ? slots++ : free;
  }

  /** Gives a slot back whose content is null in the version that is published next. */
  public final void giveBackSlot(int slot) {
    freeSlots.add(slot);
  }

  /** How many nodes are found by their keys. */
  public final int keyCount() {
    return nodesByKey.size();
  }

  /** How many slots are in use. */
  public final int usedSlots() {
    return slots - freeSlots.size() - 1;
  }

  /** The nodes that are found by their keys. */
  final Collection<Node> nodesWithKeys() {
    return nodesByKey.values();
  }
}
