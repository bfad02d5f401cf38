package io.skipruntime.engine.graph;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.engine.spi.ObservedNode;
import io.skipruntime.engine.spi.WaveRuns;
import io.skipruntime.engine.spi.Waves;
import io.skipruntime.engine.spi.WorkListener;
import io.skipruntime.engine.table.ArraySet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A vertex of the graph: something that is computed from other nodes and recomputed when they
 * change.
 *
 * <ul>
 *   <li>{@link #height} is greater than that of every node it works on, reads or captured; it only
 *       grows.
 *   <li>{@link #references} counts who needs the node: nodes that work on it or captured it, and
 *       runs of functions that created it. At zero the node is retired when the transaction
 *       commits.
 *   <li>{@code consumers} and {@code readers} are nodes whose turn comes when this one changes:
 *       those that are applied to all of its entries, and those that looked some up. A collection
 *       has others by key ({@link KeyedDependents}).
 *   <li>{@link #failure} is set only within a transaction: one that leaves a needed node failed
 *       does not commit.
 *   <li>{@code runs}, {@code cutOffs} and {@code nanos} are statistics and are not taken back when
 *       a transaction is.
 *   <li>All fields are touched only by the thread that runs the transaction, but {@link #id}, which
 *       is made when somebody asks for it.
 * </ul>
 */
public abstract class Node implements ObservedNode {

  /** The height of a node that is recomputed after all others. */
  public static final int LAST = Integer.MAX_VALUE;

  private final @Nullable NodeKey key;
  private final ArraySet<Node> consumers = new ArraySet<>();
  private final ArraySet<Node> readers = new ArraySet<>();
  private final ArraySet<Node> capturers = new ArraySet<>();
  private int height;
  private int references;
  private @Nullable ComputationException failure;
  private @Nullable NodeId id;
  private @Nullable Object remembered;
  private long runs;
  private long cutOffs;
  private long nanos;

  /** Where a {@link PropagationQueue} has the node. */
  int place;

  /** Where the node's function runs, if that is in waves; null for nearly all nodes. */
  @Nullable Waves waves;

  /** The limit of what the node's work takes; null for none. */
  @Nullable WorkLimit limit;

  boolean retired;
  @Nullable Transaction createdIn;

  /**
   * A node that is not part of a graph yet.
   *
   * @param key what the node is found by when the same is asked for again; null for one that is
   *     never shared
   * @param height more than that of every node it works on or captured
   */
  protected Node(@Nullable NodeKey key, int height) {
    this.key = key;
    this.height = height;
  }

  /** The nodes it works on, in order. */
  public List<? extends Node> inputs() {
    return List.of();
  }

  /** The nodes its function captured and may look up. */
  public List<? extends Node> captured() {
    return List.of();
  }

  /** Gives {@code action} the nodes whose changes concern this one. */
  public void forEachDependency(Consumer<Node> action) {
    inputs().forEach(action);
    captured().forEach(action);
  }

  /** How messages name the node, for example {@code groups.map(ActiveMembers)}. */
  public abstract String describe();

  /** The name of the operator in the API, for example {@code map}. */
  public abstract String kind();

  /**
   * The operator's function and its other arguments, as a text that is the same in every run of the
   * program; empty if the node's name says all.
   */
  protected String functionText() {
    return "";
  }

  /** The identity of the node. May be called by any thread. */
  @Override
  public final NodeId id() {
    NodeId known = id;
    if (known == null) {
      known = new NodeId(describe(), fingerprint());
      id = known;
    }
    return known;
  }

  private String fingerprint() {
    List<String> texts = new ArrayList<>();
    texts.add(kind());
    for (Node input : inputs()) {
      texts.add(input.id().fingerprint());
    }
    texts.add(describe());
    texts.add(functionText());
    return Fingerprint.of(texts);
  }

  /** The event that the node's function runs for a source entry. */
  protected EngineEvent runOf(Object sourceKey) {
    return new EngineEvent.FunctionRan(id(), sourceKey);
  }

  /** Tells a listener the same without an event. */
  protected void tellRun(WorkListener listener, Object sourceKey) {
    listener.ran(this, sourceKey);
  }

  @Override
  public final @Nullable Object remembered() {
    return remembered;
  }

  @Override
  public final void remember(Object something) {
    remembered = something;
  }

  final void countRun() {
    runs++;
  }

  final void countCutOff() {
    cutOffs++;
  }

  final void addNanos(long more) {
    nanos += more;
  }

  /** How often the node's function ran for a source entry. */
  public final long runs() {
    return runs;
  }

  /** How often the node was recomputed and stayed the same. */
  public final long cutOffs() {
    return cutOffs;
  }

  /** About how many nanoseconds the node's turns took in all. */
  public final long nanos() {
    return nanos;
  }

  /** Fills a new node from what it works on. */
  protected abstract void initialise(Transaction transaction);

  /**
   * Brings the node up to date with the changes of {@code causes}: a turn, as the contract in the
   * comment of package {@code operator} has it.
   *
   * @param causes the nodes that changed in the transaction and that it works on or read
   */
  protected abstract void recompute(List<Node> causes, Transaction transaction);

  /** Says, while the node is made, that its function runs in waves. */
  protected final void runsIn(Waves place) {
    waves = place;
  }

  /** Whether the runs of the turn that waits are planned. */
  protected boolean isPlanned(List<Node> causes, Transaction transaction) {
    return true;
  }

  /**
   * Plans the runs of the turn that waits, for a node whose function runs in waves.
   *
   * @param causes as in {@link #recompute}
   */
  protected WaveRuns plan(List<Node> causes, Transaction transaction) {
    throw new IllegalStateException(this + " has no function that runs in waves");
  }

  /**
   * Gives the reasons why a key has its values at a moment, or why it has none: the entries of the
   * nodes below that decide it. For inspection, by the holder of the service's write lock between
   * transactions; it may run functions again. It throws nothing of what they throw.
   *
   * @param key in the form in which the node has it
   */
  public abstract void explain(Object key, Reasons reasons);

  /**
   * Gives the keys of this node that now depend on an entry of a node below; the other way round
   * than {@link #explain}, for the same callers.
   *
   * @param cause a node that this one works on, or whose entries its functions look up
   * @param key a key of {@code cause}
   * @param keys takes the keys, perhaps one several times
   */
  public abstract void forEachDependentKey(Node cause, Object key, Consumer<Object> keys);

  /**
   * Gives the entries that the node's function sees for a source entry, for the callers of {@link
   * #explain}: that of each input, and what the last run looked up.
   *
   * @param source the key that an {@link EngineEvent.FunctionRan} tells of
   */
  public void forEachReadOf(Object source, BiConsumer<Node, Object> action) {
    for (Node input : inputs()) {
      action.accept(input, source);
    }
  }

  /** Gives {@code action} reads: node, key, node, key… */
  protected static void forEachOf(Object[] reads, BiConsumer<Node, Object> action) {
    for (int i = 0; i < reads.length; i += 2) {
      action.accept((Node) reads[i], reads[i + 1]);
    }
  }

  /** The key that is there at a moment and equal to a key; the key itself if none is. */
  public Object keyAt(Object key, Moment moment) {
    return key;
  }

  /** The values of a key at a moment, in order; none if it is not there or not known. */
  public List<Object> valuesAt(Object key, Moment moment) {
    return List.of();
  }

  /** Whether it is known what the node contained at a moment. */
  public boolean isKnownAt(Moment moment) {
    return moment.isNow();
  }

  /** The place of the author's function in the source; empty if the node has none. */
  public Optional<FunctionPlace> functionPlace() {
    return Optional.empty();
  }

  /** The keys that changed in this transaction, for the nodes whose turn comes after. */
  public abstract Iterable<Object> changedKeys();

  /** How many keys changed in this transaction, for statistics; 0 where that takes counting. */
  int changedEntries() {
    return 0;
  }

  /** Forgets what is of interest only within a transaction, at its end. */
  protected abstract void endTransaction(Transaction transaction);

  /** Gives up everything it holds of other nodes beside its inputs and captured nodes. */
  protected void releaseHeld(Transaction transaction) {}

  /** Adds what the node holds. */
  protected void measure(Measurement measurement) {
    measurement.addEdges(consumers.size() + readers.size() + capturers.size(), references);
    measurement.addUnsettled(place != 0 || failure != null || createdIn != null);
  }

  /** Is told that the node is no longer part of the graph, when its retirement is committed. */
  protected void afterRetirement() {}

  /** What the node is found by; null if it is never shared. */
  final @Nullable NodeKey key() {
    return key;
  }

  /** More than the height of every node it depends on. */
  public final int height() {
    return height;
  }

  /**
   * The only keys of its inputs whose changes concern the node, in the form in which they are
   * there; null if all do. Always the same.
   */
  protected @Nullable List<Object> concerningKeys() {
    return null;
  }

  /** Adds a node that works on this one. */
  void addConsumer(Node consumer) {
    consumers.add(consumer);
  }

  /** Takes away a node that worked on this one. */
  void removeConsumer(Node consumer) {
    consumers.remove(consumer);
  }

  /**
   * Notes that a node reads this one.
   *
   * @param key the only key that it reads; null if it may read several
   */
  void addReader(@Nullable Object key, Node reader, UndoLog undo) {
    undo.add(readers, reader);
  }

  /** Takes back {@link #addReader} of the same key. */
  void removeReader(@Nullable Object key, Node reader, UndoLog undo) {
    undo.remove(readers, reader);
  }

  /** Whether a node that reads one key can be found by the key. */
  boolean findsReadersByKey() {
    return false;
  }

  /** Gives {@code action} each node whose turn comes when this one has changed as it has. */
  void forEachConcerned(Consumer<Node> action) {
    for (int i = 0; i < consumers.size(); i++) {
      action.accept(consumers.get(i));
    }
    for (int i = 0; i < readers.size(); i++) {
      action.accept(readers.get(i));
    }
  }

  /** Gives {@code action} each node that works on this one. */
  void forEachConsumer(Consumer<Node> action) {
    consumers.forEach(action);
  }

  /** Gives {@code action} each node that read entries of this one. */
  void forEachReader(Consumer<Node> action) {
    readers.forEach(action);
  }

  /** The nodes whose functions captured this one, and may look it up. */
  final ArraySet<Node> capturers() {
    return capturers;
  }

  /** Gives {@code action} each node whose function works on this one or may look it up. */
  public final void forEachDependent(Consumer<Node> action) {
    forEachConsumer(action);
    forEachReader(action);
    capturers.forEach(action);
  }

  /** How many need this node. */
  public final int references() {
    return references;
  }

  /** Whether the node has another reference than one that the caller has. */
  public final boolean isReferencedElsewhere() {
    return references > 1;
  }

  final void addReferences(int count) {
    references += count;
  }

  /** Why the node has no contents in this transaction; null if it has. */
  public final @Nullable ComputationException failure() {
    return failure;
  }

  final void setFailure(@Nullable ComputationException failure) {
    this.failure = failure;
  }

  /** Puts the node, and those that depend on it, above {@code other}. */
  public final void raiseAbove(Node other) {
    if (height != LAST && height <= other.height) {
      height = other.height + 1;
      consumers.forEach(node -> node.raiseAbove(this));
      readers.forEach(node -> node.raiseAbove(this));
      capturers.forEach(node -> node.raiseAbove(this));
    }
  }

  /** One more than the greatest height of {@code nodes}. */
  protected static int above(Iterable<? extends Node> nodes) {
    int height = 0;
    for (Node node : nodes) {
      height = Math.max(height, node.height + 1);
    }
    return height;
  }

  /** What a failure of this node's function becomes: an exception that names node and key. */
  protected final RuntimeException failure(Object atKey, Throwable cause) {
    return failure(describe(), atKey, cause);
  }

  /** As {@link #failure(Object, Throwable)}, for a function with a name of its own. */
  protected static RuntimeException failure(String function, Object atKey, Throwable cause) {
    return switch (cause) {
      case ComputationException below -> below;
      case ExternalDataNeeded waiting -> waiting;
      case VirtualMachineError fatal when !FunctionErrors.isOfFunction(fatal) -> throw fatal;
      default -> new ComputationException(function, atKey, cause);
    };
  }

  @Override
  public String toString() {
    return describe();
  }
}
