package io.skipruntime.engine.operator;

import io.skipruntime.CyclicComputationException;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.SkipException;
import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Moment;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A lazy collection: entries that are computed when a function reads them, memoised with their own
 * reads, and dropped when no function reads them any more.
 *
 * <p>A turn of the node computes nothing. It marks the entries that read what has changed, and
 * transitively those that read marked ones: their keys are the node's changed keys. A reader whose
 * turn comes later asks for the entries it read ({@link #anyChanged}): an entry is computed again
 * only if something it read did change, and the reader runs only if the result differs. This is the
 * red-green marking of Salsa and rustc, with the marks limited to what the change can reach.
 *
 * <ul>
 *   <li>Between transactions every entry is {@code CLEAN}, and read by something that is not a lazy
 *       entry, or by an entry that is ({@link UnreadEntries}).
 *   <li>To ask for an entry that is {@code COMPUTING} is a cycle ({@link LazyStack}).
 *   <li>{@code marks} has the entries that were {@code MARKED} or {@code DIRTY} in the transaction.
 * </ul>
 */
public final class LazyNode extends Node implements TrackedReads.CountsReaders, ShardedOperator {

  /** The way to collections as functions see them. */
  interface Handles {

    /** The lazy collection of a node for the functions of an evaluation. */
    LazyCollection<Object, Object> of(LazyNode node, Evaluation evaluation);
  }

  private final NodeFunction user;
  private final List<Node> captured;
  private final Handles handles;
  private final Evaluation evaluation = new Evaluation(this);
  private final LazyCompute<Object, Object> function;
  private final LazyCollection<Object, Object> self;
  private final TrackedReads reads = new TrackedReads(this);
  private final Map<Object, LazyEntry> entries = new KeyMap<>();
  private final LazyMarks marks = new LazyMarks();
  private final LazyStack computing = new LazyStack();
  private final UnreadEntries unread = new UnreadEntries(this, entries, reads);

  @SuppressWarnings("unchecked") // the typed API asks only for keys of the function's type
  private LazyNode(NodeKey key, NodeFunction user, List<Node> captured, Handles handles) {
    super(key, above(captured));
    this.user = user;
    this.captured = captured;
    this.handles = handles;
    this.self = handles.of(this, evaluation);
    this.function = (LazyCompute<Object, Object>) user.boundTo(evaluation);
    user.name(); // of a lambda, while its author's call goes on
  }

  /**
   * The node of the lazy collection with the given function.
   *
   * @param handles makes the collection that the function is given as its own
   */
  static LazyNode obtain(LazyCompute<?, ?> compute, Handles handles, Transaction transaction) {
    return obtain(NodeFunction.of(compute), handles, transaction);
  }

  private static LazyNode obtain(NodeFunction function, Handles handles, Transaction transaction) {
    NodeKey key = new NodeKey(LazyNode.class, List.of(), function.identity());
    return transaction.obtain(key, () -> new LazyNode(key, function, function.nodes(), handles));
  }

  @Override
  public Spread spread() {
    return Spread.ON_DEMAND;
  }

  @Override
  public LazyNode rebuild(Rebuilding at) {
    return obtain(at.function(user), handles, at.transaction());
  }

  @Override
  public List<? extends Node> captured() {
    return captured;
  }

  /** Of {@link #captured} those that were given to the function as colocated. */
  public List<Node> colocated() {
    return user.colocated();
  }

  @Override
  public String describe() {
    return "lazy(" + user.name() + ")";
  }

  @Override
  public Optional<FunctionPlace> functionPlace() {
    return Optional.of(user.place("compute"));
  }

  @Override
  public String kind() {
    return "lazy";
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    LazyEntry entry = reasons.moment().isNow() ? entries.get(key) : null;
    if (entry != null) {
      reasons.reads(entry.reads, key);
      return;
    }
    try {
      reasons.reads(computedAt(key, reasons.moment()).reads(), key);
    } catch (RuntimeException e) {
      reasons.incomplete();
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    reads.forEachReaderOf(cause, key, keys);
  }

  @Override
  public void forEachReadOf(Object source, BiConsumer<Node, Object> action) {
    LazyEntry entry = entries.get(source);
    if (entry != null) {
      forEachOf(entry.reads, action);
    }
  }

  @Override
  public boolean isKnownAt(Moment moment) {
    return true;
  }

  /**
   * The values of an entry at a moment: those that are known now, or else computed from what there
   * was.
   *
   * @throws RuntimeException what the function throws, or if it asks for what is not known
   */
  @Override
  public List<Object> valuesAt(Object key, Moment moment) {
    LazyEntry entry = moment.isNow() ? entries.get(key) : null;
    return entry == null ? computedAt(key, moment).values() : entry.values;
  }

  /** An entry that was computed for inspection, and is not kept. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ComputedAtMoment(List<Object> values, Object[] reads) {}

  @SuppressWarnings("unchecked") // the typed API asks only for keys of the function's type
  private ComputedAtMoment computedAt(Object key, Moment moment) {
    Evaluation beside = new Evaluation(this);
    LazyCompute<Object, Object> bound = (LazyCompute<Object, Object>) user.boundTo(beside);
    moment.enter();
    Evaluation.Run run = beside.beginAt(moment);
    try {
      List<Object> values = listOf(bound.compute(handles.of(this, beside), key));
      if (run.isRefused()) {
        throw new SkipException(describe() + " did more than look up what there was");
      }
      return new ComputedAtMoment(values, run.reads());
    } finally {
      beside.end(run);
      moment.leave();
    }
  }

  @Override
  protected String functionText() {
    return user.fingerprint();
  }

  @Override
  protected void initialise(Transaction transaction) {}

  @Override
  public Iterable<Object> changedKeys() {
    return marks.keys();
  }

  /** The values of an entry, computed now unless they are known. */
  List<Object> query(Object key, Transaction transaction) {
    LazyEntry entry = entries.get(key);
    if (entry == null) {
      entry = new LazyEntry(key);
      transaction.undo().put(entries, key, entry);
      unread.note(key, transaction);
    }
    refresh(entry, transaction);
    if (entry.failure != null) {
      throw entry.failure;
    }
    return entry.values;
  }

  /** Whether any lazy entry among {@code reads} differs from before the transaction. */
  public static boolean anyChanged(Object[] reads, Transaction transaction) {
    for (int i = 0; i < reads.length; i += 2) {
      if (reads[i] instanceof LazyNode lazy && lazy.changed(reads[i + 1], transaction)) {
        return true;
      }
    }
    return false;
  }

  private boolean changed(Object key, Transaction transaction) {
    LazyEntry entry = entries.get(key);
    if (entry == null || entry.state == LazyEntry.State.COMPUTING) {
      return true;
    }
    refresh(entry, transaction);
    return entry.changedIn == transaction.id();
  }

  private void refresh(LazyEntry entry, Transaction transaction) {
    switch (entry.state) {
      case CLEAN -> {}
      case COMPUTING -> {
        throw new CyclicComputationException(
            describe() + " depends on itself: " + computing.closedBy(entry));
      }
      case MARKED, DIRTY -> {
        try {
          transaction.nested(() -> update(entry, transaction));
        } catch (VirtualMachineError e) {
          transaction.damaged();
          throw e;
        }
      }
    }
  }

  /** Brings an entry up to date that may not be; gives the entry. */
  private LazyEntry update(LazyEntry entry, Transaction transaction) {
    entry.rememberFor(transaction);
    boolean mustCompute = entry.state == LazyEntry.State.DIRTY;
    entry.state = LazyEntry.State.COMPUTING;
    computing.push(entry);
    try {
      if (mustCompute || anyChanged(entry.reads, transaction)) {
        compute(entry, transaction);
      }
      entry.state = LazyEntry.State.CLEAN;
    } finally {
      computing.pop();
      if (entry.state == LazyEntry.State.COMPUTING) {
        entry.state = LazyEntry.State.DIRTY;
      }
    }
    return entry;
  }

  private void compute(LazyEntry entry, Transaction transaction) {
    evaluation.ran(entry.key, transaction);
    Evaluation.Run run = evaluation.begin(transaction, entry.reads);
    List<Object> values = List.of();
    RuntimeException failure = null;
    try {
      values = listOf(function.compute(self, entry.key));
      if (transaction.graph().options().verifiesDeterminism()) {
        List<Object> again = listOf(function.compute(self, entry.key));
        new Determinism(this, entry.key).require(values, again);
      }
    } catch (ExternalDataNeeded e) {
      transaction.putAsideAtOnce(); // the entry is left as it is
      throw e;
    } catch (CyclicComputationException e) {
      failure = e;
    } catch (Throwable e) {
      failure = failure(entry.key, e);
    } finally {
      replaceReads(entry, run.reads(), transaction);
      evaluation.end(run);
    }
    entry.take(values, failure, transaction);
  }

  private void replaceReads(LazyEntry entry, Object[] readNow, Transaction transaction) {
    reads.replace(entry.key, entry.reads, readNow, transaction);
    entry.reads = readNow;
  }

  private static List<Object> listOf(Iterable<Object> values) {
    if (values instanceof List<Object> several && several.size() == 1) {
      return ValueList.of(Entering.value(several.getFirst()));
    }
    List<Object> list = new ArrayList<>(2);
    for (Object value : values) {
      list.add(Entering.value(value));
    }
    return list.isEmpty() ? List.of() : ValueList.copyOf(list);
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    int spread = marks.size();
    for (Node cause : causes) {
      LazyEntry.State state =
          cause instanceof LazyNode ? LazyEntry.State.MARKED : LazyEntry.State.DIRTY;
      reads.forEachAffected(cause, key -> mark(key, state, transaction));
    }
    Consumer<Object> markReader = reader -> mark(reader, LazyEntry.State.MARKED, transaction);
    for (; spread < marks.size(); spread++) {
      reads.forEachReaderOf(this, marks.key(spread), markReader);
    }
  }

  private void mark(Object key, LazyEntry.State state, Transaction transaction) {
    LazyEntry entry = entries.get(key);
    if (entry != null) {
      marks.mark(entry, state, transaction);
    }
  }

  @Override
  public void readerAdded(Object key, Transaction transaction) {
    unread.countReaders(key, 1, transaction);
  }

  @Override
  public void readerRemoved(Object key, Transaction transaction) {
    unread.countReaders(key, -1, transaction);
  }

  @Override
  protected void endTransaction(Transaction transaction) {
    marks.forget();
  }

  @Override
  protected void releaseHeld(Transaction transaction) {
    reads.dropAll(transaction);
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addLazyEntries(entries.size());
    marks.measure(measurement);
    unread.measure(measurement);
    computing.measure(measurement);
    reads.measure(measurement);
  }
}
