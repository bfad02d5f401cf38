package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.Version;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a service, and two versions of their contents: the {@link #head}, from which the
 * next transaction starts, and the {@link #version}, which everybody else sees. They are the same
 * where nothing has to be made durable before it is shown; else the head is ahead by the commits
 * that are on their way to the disk.
 *
 * <ul>
 *   <li>At most one transaction is open; the caller sees to that. All but {@link #version} and
 *       {@link #show} is for its thread.
 *   <li>Every version was the head before it is shown, and they are shown in the order in which
 *       they were made; one may be left out.
 *   <li>Two nodes never have equal keys: who asks for the same gets the same node, unless the
 *       options say that nodes are not interned.
 *   <li>Every collection has a slot of its own in {@link #version}.
 * </ul>
 */
public final class Graph {

  private final EventChannel events;
  private final ExternalNodes externalNodes;
  private final ToLongBiFunction<? super CollectionNode, Integer> deletions;
  private final GraphOptions options;
  private final Workers workers;
  private final Map<NodeKey, Node> nodesByKey = new HashMap<>();
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private int slots = Catalog.SLOT + 1;
  private final AtomicInteger nodes = new AtomicInteger();
  private long transactions;
  private boolean isDescription;
  private Version head = Version.initial();
  private volatile Version version = head;

  /**
   * An empty graph.
   *
   * @param deletions gives the tick from which on deletions of a collection have to be remembered,
   *     for the number of those it remembers now; asked rarely, by the thread of the transaction
   */
  public Graph(
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

  /** The version that is shown. May be called by any thread. */
  public Version version() {
    return version;
  }

  /** The version that was committed last. */
  public Version head() {
    return head;
  }

  /**
   * Shows a version to everybody. May be called by any thread, by one at a time.
   *
   * @param next a version that was the head, later than the one that is shown
   */
  public void show(Version next) {
    version = next;
  }

  /** Lets the first transaction that writes make the tick after {@code tick}. */
  public void startAt(long tick) {
    if (transactions > 0) {
      throw new IllegalStateException("the graph has a history already");
    }
    head = Version.initial(tick);
    version = head;
  }

  /** Lets nodes be made and never filled: the graph says what would be computed from what. */
  public void onlyDescribes() {
    isDescription = true;
  }

  /** Whether nodes are made and never filled. */
  boolean isDescription() {
    return isDescription;
  }

  /** What the head says of its contents. */
  public Catalog catalog() {
    return Catalog.of(head);
  }

  /** The number of nodes. May be called by any thread. */
  public int size() {
    return nodes.get();
  }

  /** Who is told what happens. */
  public EventChannel events() {
    return events;
  }

  /** How the graph works. */
  public GraphOptions options() {
    return options;
  }

  /** The threads that run functions. */
  public Workers workers() {
    return workers;
  }

  /** Where functions get the collections of external resources. */
  public ExternalNodes externalNodes() {
    return externalNodes;
  }

  /** From which tick on deletions of a collection that has so many have to be remembered. */
  long earliestTick(CollectionNode collection, int tombstones) {
    return deletions.applyAsLong(collection, tombstones);
  }

  /** Starts a transaction that makes the next tick. */
  public Transaction beginWrite() {
    return new Transaction(this, ++transactions, head.tick() + 1);
  }

  /** Starts a transaction that adds or removes nodes and changes no contents: the tick stays. */
  public Transaction beginRewiring() {
    return new Transaction(this, ++transactions, head.tick());
  }

  @Nullable Node find(NodeKey key) {
    return options.interns() ? nodesByKey.get(key) : null;
  }

  void attach(Node node) {
    nodes.incrementAndGet();
    if (node.key() != null && options.interns()) {
      nodesByKey.put(node.key(), node);
    }
    node.inputs().forEach(input -> input.addConsumer(node));
    node.captured().forEach(captured -> captured.capturers().add(node));
    if (node instanceof CollectionNode collection) {
      collection.slot = takeSlot();
      collection.attachedTick = head.tick() + 1;
    }
    events.created(node);
  }

  void detach(Node node) {
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
  public int takeSlot() {
    Integer free = freeSlots.poll();
    return free == null ? slots++ : free;
  }

  /** Gives a slot back whose content is null in the version that is published next. */
  public void giveBackSlot(int slot) {
    freeSlots.add(slot);
  }

  /** How many nodes are found by their keys. */
  public int keyCount() {
    return nodesByKey.size();
  }

  /** How many slots are in use. */
  public int usedSlots() {
    return slots - freeSlots.size() - 1;
  }

  /**
   * Measures all nodes, between transactions.
   *
   * @param roots nodes that nothing else depends on or finds by key
   */
  public void measure(List<Node> roots, Measurement measurement) {
    Set<Node> visited = new HashSet<>();
    ArrayDeque<Node> toVisit = new ArrayDeque<>(nodesByKey.values());
    toVisit.addAll(roots);
    for (Node node = toVisit.poll(); node != null; node = toVisit.poll()) {
      if (visited.add(node)) {
        node.measure(measurement);
        node.forEachDependency(toVisit::add);
        node.forEachConsumer(toVisit::add);
        toVisit.addAll(node.capturers());
      }
    }
  }

  void advance(Version next) {
    head = next;
  }
}
