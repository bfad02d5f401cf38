package io.skipruntime.engine.graph;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.engine.spi.RememberedAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that leads from one version of the graph to the next: <em>dirty → recompute → cut off
 * → settle → publish</em>.
 *
 * <ol>
 *   <li>Changed nodes make those that depend on them dirty ({@link #applied}).
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
 * <p>This is the transaction as nodes, functions and those who begin it see it; {@link
 * GraphTransaction} is what there is behind it. It knows what runs, what is to be done at its end,
 * and what the journal is to take besides deltas.
 *
 * <p>Used by one thread; the graph runs one transaction at a time.
 */
public abstract class Transaction {

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

  private final GraphState graph;
  private final long id;
  private final long tick;
  private final UndoLog undo = new UndoLog();
  private List<Runnable> afterCommit = List.of();
  private List<ExternalDataNeeded> needed = List.of();
  private List<Runnable> beforeCommit = List.of();
  private Consumer<List<Node>> failureHandler = failures -> {};
  private List<JournalRecord> records = List.of();
  private @Nullable RememberedAnswer answer;
  private @Nullable Nesting nesting;
  private @Nullable Object runningFunction;
  private @Nullable Object runningKey;
  private volatile boolean damaged;
  private boolean rebuilding;
  private boolean drafting;
  private boolean cannotWait;
  private boolean ofSeveralWrites;
  private @Nullable WorkLimit limit;
  private long limitedNanos;

  Transaction(GraphState graph, long id, long tick) {
    this.graph = graph;
    this.id = id;
    this.tick = tick;
  }

  /**
   * Different for every transaction of a graph; a number, as to keep one would keep its undo log.
   */
  public final long id() {
    return id;
  }

  /** The tick of the version that the transaction makes. */
  public final long tick() {
    return tick;
  }

  /** Takes the steps that undo changes outside of the heap. */
  public final UndoLog undo() {
    return undo;
  }

  /** Runs {@code step} if the transaction is taken back, after the steps that are given later. */
  public final void onRollBack(Runnable step) {
    undo.add(step);
  }

  /** The graph that the transaction changes. */
  public final GraphState graph() {
    return graph;
  }

  /** Runs {@code computation} so that no depth of nesting exhausts the stack. */
  public final <T> T nested(Supplier<T> computation) {
    Nesting known = nesting == null ? new Nesting() : nesting;
    nesting = known;
    return known.run(computation);
  }

  /** Whether the node was created in this transaction. */
  public final boolean isNew(Node node) {
    return node.createdIn == this;
  }

  /** Finds the node of the given key, or makes, fills and adds it. */
  public abstract <N extends Node> N obtain(NodeKey key, Supplier<N> constructor);

  /** The node of the given key; null if there is none. */
  public final @Nullable Node present(NodeKey key) {
    return graph.find(key);
  }

  /** Whether nodes are built that are filled later, in steps. */
  public final boolean isDrafting() {
    return drafting;
  }

  /** Says whether nodes are built that are filled later. */
  public final void drafts(boolean areFilledLater) {
    drafting = areFilledLater;
  }

  /** Whether the transaction makes several writes, each of which can also be made by itself. */
  public final boolean isOfSeveralWrites() {
    return ofSeveralWrites;
  }

  /** Says that the transaction makes several writes. */
  public final void makesSeveralWrites() {
    ofSeveralWrites = true;
  }

  /** The limit of the work that goes on; null if it has none. */
  public final @Nullable WorkLimit limit() {
    return limit;
  }

  /**
   * Puts what is done from now on under a limit. For the transaction's own thread.
   *
   * @param next null for none
   * @return the limit of what was done until now, to be put back
   */
  public final @Nullable WorkLimit limitBy(@Nullable WorkLimit next) {
    WorkLimit before = limit;
    if (before != next) {
      limitedNanos += before == null ? 0 : before.end();
      if (next != null) {
        next.begin(id, limitedNanos);
      }
      limit = next;
      LimitedWork.within(next);
    }
    return before;
  }

  /** Counts a step of the work that goes on, which fails if it has taken more than it may. */
  public final void step() {
    WorkLimit known = limit;
    if (known != null) {
      known.step();
    }
  }

  /** Counts a value that is kept for a while, likewise. */
  public final void step(Object value) {
    WorkLimit known = limit;
    if (known != null) {
      known.value(value);
    }
  }

  /** Counts an entry that a node gets, likewise; null for one that goes. */
  final void countEntry(@Nullable ValueList values) {
    WorkLimit known = limit;
    if (known != null) {
      known.entry(values);
    }
  }

  /** Fills a new node and adds it to the graph. */
  public abstract <N extends Node> N add(N node);

  /** Notes that one more needs the node. */
  public abstract void acquire(Node node);

  /** Notes that one less needs the node. */
  public abstract void release(Node node);

  /** Ends the turn of a collection whose entries were applied from outside of the graph. */
  public abstract void applied(CollectionNode input);

  /** Is told that the transaction changed the contents of a collection for the first time. */
  abstract void contentsChanged(CollectionNode node);

  /** Lets the version that is committed have the contents of a collection. */
  abstract void showContents(CollectionNode node);

  /** Puts {@code content} into a slot of the version that is committed. */
  public abstract void publish(int slot, @Nullable Object content);

  /** What the version that is made says of its contents, as far as that is known now. */
  public abstract Catalog catalog();

  /** Lets the version that is made say something else of its contents. */
  public abstract void catalog(Catalog changed);

  /**
   * Notes that an error of the machine has ended something in the middle that changes the graph.
   * Whatever a function of the service makes of the error, nothing of the transaction counts, nor
   * can it be taken back.
   */
  public final void damaged() {
    damaged = true;
  }

  /** Whether {@link #damaged} was called. */
  public final boolean isDamaged() {
    return damaged;
  }

  /**
   * Notes that a function runs. Other threads may see it a little late, or the function and the key
   * of different runs: it tells people what they wait for.
   *
   * @param function the node whose function it is, or what else messages are to name
   * @param key the source entry's key; null for several, or none
   */
  public final void runs(Object function, @Nullable Object key) {
    runningFunction = function;
    runningKey = key;
  }

  /** What the transaction does now. May be called by any thread. */
  public final Activity activity() {
    Object function = runningFunction;
    Object key = runningKey;
    return function == null
        ? Activity.NONE
        : new Activity(function.toString(), key == null ? "" : key.toString(), helper());
  }

  /** The thread that works for the transaction's own while that waits; null if that works. */
  private @Nullable Thread helper() {
    Nesting known = nesting;
    Thread nested = known == null ? null : known.innermost();
    return nested == null ? graph.workers().busy() : nested;
  }

  /**
   * What fails a node that waits for data. The transaction is put aside only if the node is still
   * needed in the end: it may belong to what is about to be replaced.
   *
   * @throws ExternalDataNeeded if the node cannot be replaced
   */
  final ComputationException waiting(Node node, ExternalDataNeeded data) {
    if (node.height() == Node.LAST || cannotWait) {
      throw data;
    }
    if (!needed.isEmpty()) {
      needed.remove(data);
    }
    return new ComputationException(node.describe(), "", data);
  }

  /** Lets the journal, if there is one, take a record with those of the transaction. */
  public final void record(JournalRecord record) {
    if (records.isEmpty()) {
      records = new ArrayList<>(1);
    }
    records.add(record);
  }

  /** What was given to {@link #record}. */
  public final List<JournalRecord> records() {
    return records;
  }

  /** Lets the journal, if there is one, keep the answer to the command that the transaction is. */
  public final void answers(RememberedAnswer given) {
    answer = given;
  }

  /** What was given to {@link #answers}; null if nothing was. */
  public final @Nullable RememberedAnswer answer() {
    return answer;
  }

  /** Notes that the transaction builds the graph of a program. */
  public final void rebuilds() {
    rebuilding = true;
  }

  /** Whether the transaction builds the graph of a program. */
  public final boolean isRebuilding() {
    return rebuilding;
  }

  /** Whether the transaction makes a tick. */
  public final boolean makesTick() {
    return tick > graph.head().tick();
  }

  /** Runs {@code step} when the new version is the head. */
  public final void afterCommit(Runnable step) {
    if (afterCommit.isEmpty()) {
      afterCommit = new ArrayList<>(1);
    }
    afterCommit.add(step);
  }

  /** Puts the transaction aside until data has arrived, whatever becomes of the exception. */
  public final ExternalDataNeeded putAside(ExternalDataNeeded data) {
    if (needed.isEmpty()) {
      needed = new ArrayList<>(1);
    }
    needed.add(data);
    return data;
  }

  /** What was given to {@link #putAside}. */
  public final List<ExternalDataNeeded> dataNeeded() {
    return needed;
  }

  /** Puts the transaction aside at once where a function waits for data from now on. */
  public final void putAsideAtOnce() {
    cannotWait = true;
  }

  /** Runs {@code step} after propagation, when it is known what is still needed. */
  public final void beforeCommit(Runnable step) {
    if (beforeCommit.isEmpty()) {
      beforeCommit = new ArrayList<>(1);
    }
    beforeCommit.add(step);
  }

  /**
   * Lets {@code handler} see to the needed nodes that have failed, before the transaction fails: it
   * does so unless there are none left after.
   */
  public final void onFailure(Consumer<List<Node>> handler) {
    failureHandler = handler;
  }

  /** Lets the handler that was given see to failures. */
  final void handle(List<Node> failures) {
    failureHandler.accept(failures);
  }

  /** Takes the steps that were given for the time after propagation, and those that these give. */
  final void runBeforeCommit() {
    for (int i = 0; i < beforeCommit.size(); i++) {
      beforeCommit.get(i).run();
    }
  }

  /** Takes the steps that were given for the time when the new version is the head. */
  final void runAfterCommit() {
    afterCommit.forEach(Runnable::run);
  }

  /** Recomputes all dirty nodes. */
  public abstract void propagate();

  /**
   * Makes the new version, after propagation. All that may fail is done then.
   *
   * @throws ComputationException if a node that is needed has failed; the caller rolls back
   */
  public abstract void settle();

  /** The nodes whose contents the transaction changed. */
  public abstract List<Node> changed();

  /** The nodes that the transaction made and that are still needed. */
  public abstract List<Node> added();

  /**
   * Makes the new version the head of the graph, after {@link #settle}.
   *
   * @return that version
   */
  public abstract Version publish();

  /** How many keys of collections have other values, when the transaction is committed. */
  public abstract long changedEntries();

  /** Takes back all that the transaction did. */
  public abstract void rollBack();
}
