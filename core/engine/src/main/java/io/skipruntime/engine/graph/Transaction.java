package io.skipruntime.engine.graph;

import io.skipruntime.ComputationException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.WaveRuns;
import io.skipruntime.engine.spi.Waves;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that leads from one version of the graph to the next: <em>dirty → recompute → cut off
 * → settle → publish</em>.
 *
 * <ol>
 *   <li>Changed nodes make those that depend on them dirty ({@link #changed}).
 *   <li>{@link #propagate} recomputes dirty nodes from the lowest to the highest, so that each runs
 *       at most once and sees only final contents; one whose contents stay the same makes nothing
 *       dirty.
 *   <li>{@link #settle} retires what is not needed any more and makes the new version, or throws if
 *       a needed node has failed. What the transaction did can be recorded then.
 *   <li>{@link #publish} makes it the head of the graph. It cannot fail: an error in it leaves the
 *       graph broken.
 *   <li>{@link #rollBack} instead, before {@code publish}, leaves everything as it was.
 * </ol>
 *
 * <p>Used by one thread; the graph runs one transaction at a time.
 */
public final class Transaction {

  /** A turn that so many changed entries cause is always measured. */
  private static final int MANY_ENTRIES = 16;

  /** Of the other turns, those of one in so many transactions. */
  private static final int TIMED_ONE_OF = 16;

  /**
   * The activity of a transaction at some moment, for other threads to look at.
   *
   * @param function the node whose turn it is, or what else runs, as errors name it
   * @param key the key whose function runs; empty if none is known
   * @param thread the thread that runs it, where that is not the transaction's own
   */
  public record Activity(String function, String key, @Nullable Thread thread) {

    /** Nothing that has a name. */
    public static final Activity NONE = new Activity("a transaction", "", null);
  }

  private final Graph graph;
  private final long id;
  private final long tick;
  private final UndoLog undo = new UndoLog();
  private final PropagationQueue queue = new PropagationQueue();
  private final NextVersion next;
  private final References references = new References(this);
  private final List<Node> created = new ArrayList<>();
  private final List<Node> changed = new ArrayList<>();
  private final List<Node> failed = new ArrayList<>();
  private final List<Runnable> beforeCommit = new ArrayList<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final Nesting nesting = new Nesting();
  private Consumer<List<Node>> failureHandler = failures -> {};
  private final List<ExternalDataNeeded> needed = new ArrayList<>(0);
  private List<JournalRecord> records = List.of();
  private @Nullable RememberedAnswer answer;
  private @Nullable Object runningFunction;
  private @Nullable Object runningKey;
  private volatile boolean damaged;
  private boolean rebuilding;
  private boolean drafting;
  private @Nullable Version made;
  private boolean cannotWait;
  private long changedEntries;
  private long turnEndNanos;

  Transaction(Graph graph, long id, long tick) {
    this.graph = graph;
    this.id = id;
    this.tick = tick;
    this.next = new NextVersion(graph);
  }

  /**
   * Different for every transaction of a graph; a number, as to keep one would keep its undo log.
   */
  public long id() {
    return id;
  }

  /** The tick of the version that the transaction makes. */
  public long tick() {
    return tick;
  }

  /** Takes the steps that undo changes outside of the heap. */
  public UndoLog undo() {
    return undo;
  }

  /** Runs {@code step} if the transaction is taken back, after the steps that are given later. */
  public void onRollBack(Runnable step) {
    undo.add(step);
  }

  /** The graph that the transaction changes. */
  public Graph graph() {
    return graph;
  }

  /** Runs {@code computation} so that no depth of nesting exhausts the stack. */
  public <T> T nested(Supplier<T> computation) {
    return nesting.run(computation);
  }

  /** Whether the node was created in this transaction. */
  public boolean isNew(Node node) {
    return node.createdIn == this;
  }

  /** Finds the node of the given key, or makes, fills and adds it. */
  @SuppressWarnings("unchecked") // a key's kind is the class of its node
  public <N extends Node> N obtain(NodeKey key, Supplier<N> constructor) {
    try {
      Node present = graph.find(key);
      if (present == null) {
        return add(constructor.get());
      }
      bringUpToDate(present);
      return (N) present;
    } catch (VirtualMachineError e) {
      damaged();
      throw e;
    }
  }

  /** The node of the given key; null if there is none. */
  public @Nullable Node present(NodeKey key) {
    return graph.find(key);
  }

  /** Whether nodes are built that are filled later, in steps. */
  public boolean isDrafting() {
    return drafting;
  }

  /** Says whether nodes are built that are filled later. */
  public void drafts(boolean areFilledLater) {
    drafting = areFilledLater;
  }

  /**
   * Lets a node take its turn now if it is waiting for it. A function that creates nodes may ask
   * for one that others made before and that is not lower than the function's own node.
   */
  private void bringUpToDate(Node node) {
    if (!queue.isEmpty()) {
      node.forEachDependency(this::bringUpToDate);
      PropagationQueue.Dirty dirty = queue.take(node);
      if (dirty != null) {
        turnEndNanos = 0;
        takeTurn(dirty);
      }
    }
  }

  /** Fills a new node and adds it to the graph. */
  public <N extends Node> N add(N node) {
    try {
      return added(node);
    } catch (VirtualMachineError e) {
      damaged();
      throw e;
    }
  }

  private <N extends Node> N added(N node) {
    node.createdIn = this;
    created.add(node);
    graph.attach(node);
    references.added(node);
    ComputationException failure = failureOf(node.inputs());
    if (failure == null && !graph.isDescription()) {
      long startNanos = System.nanoTime();
      try {
        node.initialise(this);
      } catch (ComputationException e) {
        failure = e;
      } catch (ExternalDataNeeded e) {
        failure = waiting(node, e);
      }
      node.addNanos(System.nanoTime() - startNanos);
    }
    if (failure != null) {
      fail(node, failure);
    }
    if (node instanceof CollectionNode collection) {
      collection.finishTurn(this);
      collection.startAt(tick);
    }
    return node;
  }

  private static @Nullable ComputationException failureOf(List<? extends Node> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      ComputationException failure = nodes.get(i).failure();
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  /** Notes that one more needs the node. */
  public void acquire(Node node) {
    references.acquire(node);
  }

  /** Notes that one less needs the node. */
  public void release(Node node) {
    references.release(node);
  }

  /** Makes the nodes dirty that depend on one whose contents have changed. */
  private void changed(Node node) {
    changed.add(node);
    node.forEachConcerned(each -> queue.add(each, node));
  }

  /** Ends the turn of a collection whose entries were applied from outside of the graph. */
  public void applied(CollectionNode input) {
    input.finishTurn(this);
    if (input.delta() != null) {
      changed(input);
    }
  }

  /** Recomputes all dirty nodes. */
  public void propagate() {
    turnEndNanos = 0;
    for (PropagationQueue.Dirty dirty = queue.next(); dirty != null; dirty = queue.next()) {
      Waves waves = dirty.node.waves;
      if (waves != null && !dirty.node.isPlanned(dirty.causes(), this)) {
        prepareWave(dirty, waves);
        turnEndNanos = 0;
      }
      takeTurn(dirty);
    }
  }

  /** Lets the functions run beforehand of a node and of all that wait and are as high as it. */
  private void prepareWave(PropagationQueue.Dirty first, Waves waves) {
    List<WaveRuns> wave = new ArrayList<>();
    addPlan(first, wave);
    queue.forEachOfHeight(
        first.node.height(),
        each -> {
          if (each.node.waves == waves) {
            addPlan(each, wave);
          }
        });
    if (!wave.isEmpty()) {
      runs(first.node, null);
      waves.prepare(wave);
    }
  }

  /** Plans the turn of a node, unless that fails: then the turn itself will. */
  private void addPlan(PropagationQueue.Dirty dirty, List<WaveRuns> wave) {
    if (failureOf(dirty.node.inputs()) == null) {
      try {
        WaveRuns runs = dirty.node.plan(dirty.causes(), this);
        if (runs.size() > 0) {
          wave.add(runs);
        }
      } catch (SkipException | ExternalDataNeeded e) {
        // nothing is planned
      }
    }
  }

  /**
   * Notes that an error of the machine has ended something in the middle that changes the graph.
   * Whatever a function of the service makes of the error, nothing of the transaction counts, nor
   * can it be taken back.
   */
  public void damaged() {
    damaged = true;
  }

  /** Whether {@link #damaged} was called. */
  public boolean isDamaged() {
    return damaged;
  }

  /**
   * Notes that a function runs. Other threads may see it a little late, or the function and the key
   * of different runs: it tells people what they wait for.
   *
   * @param function the node whose function it is, or what else messages are to name
   * @param key the source entry's key; null for several, or none
   */
  public void runs(Object function, @Nullable Object key) {
    runningFunction = function;
    runningKey = key;
  }

  /** What the transaction does now. May be called by any thread. */
  public Activity activity() {
    Object function = runningFunction;
    Object key = runningKey;
    return function == null
        ? Activity.NONE
        : new Activity(function.toString(), key == null ? "" : key.toString(), helper());
  }

  /** The thread that works for the transaction's own while that waits; null if that works. */
  private @Nullable Thread helper() {
    Thread nested = nesting.innermost();
    return nested == null ? graph.workers().busy() : nested;
  }

  private void takeTurn(PropagationQueue.Dirty dirty) {
    Node node = dirty.node;
    runs(node, null);
    ComputationException failure = failureOf(node.inputs());
    if (failure == null) {
      boolean isHeard = graph.events().isPropagationHeard();
      int weight = weightOfTime(dirty.causes());
      long startNanos = weight == 0 && !isHeard ? 0 : turnStartNanos();
      try {
        node.recompute(dirty.causes(), this);
      } catch (ComputationException e) {
        failure = e;
      } catch (ExternalDataNeeded e) {
        failure = waiting(node, e);
      }
      if (startNanos != 0) {
        turnEndNanos = System.nanoTime();
        node.addNanos(weight * (turnEndNanos - startNanos));
        if (isHeard) {
          graph.events().turnTaken(node, turnEndNanos - startNanos);
        }
      }
    }
    if (failure != null) {
      fail(node, failure);
      return;
    }
    if (node instanceof CollectionNode collection) {
      collection.finishTurn(this);
      if (collection.delta() == null) {
        graph.events().cutOff(node);
      } else {
        changed(node);
      }
    } else if (node.changedKeys().iterator().hasNext()) {
      changed(node);
    }
  }

  /** The end of the turn before, if nothing was done since; it costs less than to look again. */
  private long turnStartNanos() {
    return turnEndNanos == 0 ? System.nanoTime() : turnEndNanos;
  }

  /**
   * How many turns the time of one stands for: to measure a turn of few entries costs as much as
   * some of it, so that only those of some transactions are measured; 0 for the others.
   */
  private int weightOfTime(List<Node> causes) {
    for (int i = 0; i < causes.size(); i++) {
      if (causes.get(i).changedEntries() >= MANY_ENTRIES) {
        return 1;
      }
    }
    return id % TIMED_ONE_OF == 0 ? TIMED_ONE_OF : 0;
  }

  /**
   * What fails a node that waits for data. The transaction is put aside only if the node is still
   * needed in the end: it may belong to what is about to be replaced.
   *
   * @throws ExternalDataNeeded if the node cannot be replaced
   */
  private ComputationException waiting(Node node, ExternalDataNeeded data) {
    if (node.height() == Node.LAST || cannotWait) {
      throw data;
    }
    needed.remove(data);
    return new ComputationException(node.describe(), "", data);
  }

  private void fail(Node node, ComputationException failure) {
    if (node instanceof CollectionNode collection) {
      collection.abandonTurn();
    }
    node.setFailure(failure);
    failed.add(node);
    changed(node);
  }

  /** Is told that the transaction changed the contents of a collection for the first time. */
  void contentsChanged(CollectionNode node) {
    next.touch(node);
  }

  /** Puts {@code content} into a slot of the version that is committed. */
  public void publish(int slot, @Nullable Object content) {
    next.publish(slot, content);
  }

  /** What the version that is made says of its contents, as far as that is known now. */
  public Catalog catalog() {
    return next.catalog();
  }

  /** Lets the version that is made say something else of its contents. */
  public void catalog(Catalog changed) {
    next.catalog(changed);
  }

  /** Lets the journal, if there is one, take a record with those of the transaction. */
  public void record(JournalRecord record) {
    if (records.isEmpty()) {
      records = new ArrayList<>(1);
    }
    records.add(record);
  }

  /** What was given to {@link #record}. */
  public List<JournalRecord> records() {
    return records;
  }

  /** Lets the journal, if there is one, keep the answer to the command that the transaction is. */
  public void answers(RememberedAnswer given) {
    answer = given;
  }

  /** What was given to {@link #answers}; null if nothing was. */
  public @Nullable RememberedAnswer answer() {
    return answer;
  }

  /** Notes that the transaction builds the graph of a program. */
  public void rebuilds() {
    rebuilding = true;
  }

  /** Whether the transaction builds the graph of a program. */
  public boolean isRebuilding() {
    return rebuilding;
  }

  /** Whether the transaction makes a tick. */
  public boolean makesTick() {
    return tick > graph.head().tick();
  }

  /** Runs {@code step} when the new version is the head. */
  public void afterCommit(Runnable step) {
    afterCommit.add(step);
  }

  /** Puts the transaction aside until data has arrived, whatever becomes of the exception. */
  public ExternalDataNeeded putAside(ExternalDataNeeded data) {
    needed.add(data);
    return data;
  }

  /** What was given to {@link #putAside}. */
  public List<ExternalDataNeeded> dataNeeded() {
    return needed;
  }

  /** Puts the transaction aside at once where a function waits for data from now on. */
  public void putAsideAtOnce() {
    cannotWait = true;
  }

  /** Runs {@code step} after propagation, when it is known what is still needed. */
  public void beforeCommit(Runnable step) {
    beforeCommit.add(step);
  }

  /**
   * Lets {@code handler} see to the needed nodes that have failed, before the transaction fails: it
   * does so unless there are none left after.
   */
  public void onFailure(Consumer<List<Node>> handler) {
    failureHandler = handler;
  }

  private void seeToFailures() {
    List<Node> failures = neededFailures();
    for (Node node : failures) {
      ExternalDataNeeded data = ExternalDataNeeded.behind(Objects.requireNonNull(node.failure()));
      if (data != null) {
        throw data;
      }
    }
    if (!failures.isEmpty()) {
      failureHandler.accept(failures);
    }
    references.retireUnreferenced();
    ComputationException failure = failureOf(neededFailures());
    if (failure != null) {
      throw failure;
    }
  }

  private List<Node> neededFailures() {
    return failed.stream().filter(node -> node.references() > 0).toList();
  }

  /**
   * Makes the new version, after propagation. All that may fail is done then.
   *
   * @throws ComputationException if a node that is needed has failed; the caller rolls back
   */
  public void settle() {
    if (damaged) {
      throw new IllegalStateException("the transaction is damaged");
    }
    if (!needed.isEmpty()) {
      throw needed.getFirst();
    }
    references.retireUnreferenced();
    if (!failed.isEmpty()) {
      seeToFailures();
    }
    for (int i = 0; i < beforeCommit.size(); i++) {
      beforeCommit.get(i).run();
    }
    made = next.build(tick, created, references.retired());
  }

  /** The nodes whose contents the transaction changed. */
  public List<Node> changed() {
    return changed;
  }

  /** The nodes that the transaction made and that are still needed. */
  public List<Node> added() {
    return created.stream().filter(node -> !node.retired).toList();
  }

  /**
   * Makes the new version the head of the graph, after {@link #settle}.
   *
   * @return that version
   */
  public Version publish() {
    Version version = Objects.requireNonNull(made, "settled before");
    for (Node node : references.retired()) {
      graph.detach(node);
      node.afterRetirement();
    }
    graph.advance(version);
    boolean isHeard = graph.events().isPropagationHeard();
    for (Node node : changed) {
      changedEntries += node.changedEntries();
      if (isHeard) {
        graph.events().entriesChanged(node);
      }
      node.endTransaction(this);
    }
    next.touched().forEach(CollectionNode::keepContents);
    failed.forEach(node -> node.setFailure(null));
    created.forEach(node -> node.createdIn = null);
    afterCommit.forEach(Runnable::run);
    return version;
  }

  /** How many keys of collections have other values, when the transaction is committed. */
  public long changedEntries() {
    return changedEntries;
  }

  /** Takes back all that the transaction did. */
  public void rollBack() {
    while (queue.next() != null) {
      // what waits forgets its place
    }
    undo.rollBack();
    next.touched().forEach(CollectionNode::restoreContents);
    changed.forEach(node -> node.endTransaction(this));
    failed.forEach(node -> node.setFailure(null));
    created.reversed().forEach(graph::detach);
  }
}
