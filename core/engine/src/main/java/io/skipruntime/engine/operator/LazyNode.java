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
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
 *       entry, or by an entry that is. Entries that read each other and nothing else reads are
 *       dropped: all of them have been {@code wasInCycle}, as a cycle is found when it is closed,
 *       and lie in one node, as no lazy function can have captured one that captured it.
 *   <li>An entry is {@code COMPUTING} exactly while its function is on the stack; to ask for it
 *       then is a cycle.
 *   <li>An entry whose function failed has no values but a {@code failure}, which each reader
 *       meets, and its reads: it is computed again like any other.
 *   <li>{@code MARKED}: some lazy entry it read is marked; {@code DIRTY}: something it read
 *       changed. {@code marked} has the entries that were either in the transaction, each once.
 * </ul>
 */
public final class LazyNode extends Node implements TrackedReads.CountsReaders, ShardedOperator {

  /** The way to collections as functions see them. */
  interface Handles {

    /** The lazy collection of a node for the functions of an evaluation. */
    LazyCollection<Object, Object> of(LazyNode node, Evaluation evaluation);
  }

  private enum State {
    CLEAN,
    MARKED,
    DIRTY,
    COMPUTING
  }

  private static final class Entry {
    final Object key;
    List<Object> values = List.of();
    Object[] reads = TrackedReads.NONE;
    State state = State.DIRTY;
    boolean isListed;
    int readers;
    boolean wasInCycle;
    long changedIn;
    @Nullable RuntimeException failure;

    Entry(Object key) {
      this.key = key;
    }
  }

  private final NodeFunction user;
  private final List<Node> captured;
  private final Handles handles;
  private final Evaluation evaluation = new Evaluation(this);
  private final LazyCompute<Object, Object> function;
  private final LazyCollection<Object, Object> self;
  private final TrackedReads reads = new TrackedReads(this);
  private final Map<Object, Entry> entries = new KeyMap<>();
  private final List<Entry> marked = new ArrayList<>();
  private final ArrayDeque<Entry> computing = new ArrayDeque<>();
  private final ArrayDeque<Object> unread = new ArrayDeque<>();
  private long droppingIn;

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
    Entry entry = reasons.moment().isNow() ? entries.get(key) : null;
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
    Entry entry = entries.get(source);
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
    Entry entry = moment.isNow() ? entries.get(key) : null;
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
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return marked.get(index).key;
      }

      @Override
      public int size() {
        return marked.size();
      }
    };
  }

  /** The values of an entry, computed now unless they are known. */
  List<Object> query(Object key, Transaction transaction) {
    Entry entry = entries.get(key);
    if (entry == null) {
      entry = new Entry(key);
      transaction.undo().put(entries, key, entry);
      noteUnread(key, transaction);
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
    Entry entry = entries.get(key);
    if (entry == null || entry.state == State.COMPUTING) {
      return true;
    }
    refresh(entry, transaction);
    return entry.changedIn == transaction.id();
  }

  private void refresh(Entry entry, Transaction transaction) {
    switch (entry.state) {
      case CLEAN -> {}
      case COMPUTING -> {
        noteCycle(entry);
        throw new CyclicComputationException(cycleFrom(entry));
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
  private Entry update(Entry entry, Transaction transaction) {
    rememberBeforeUpdate(entry, transaction);
    boolean mustCompute = entry.state == State.DIRTY;
    entry.state = State.COMPUTING;
    computing.push(entry);
    try {
      if (mustCompute || anyChanged(entry.reads, transaction)) {
        compute(entry, transaction);
      }
      entry.state = State.CLEAN;
    } finally {
      computing.pop();
      if (entry.state == State.COMPUTING) {
        entry.state = State.DIRTY;
      }
    }
    return entry;
  }

  private static void rememberBeforeUpdate(Entry entry, Transaction transaction) {
    List<Object> values = entry.values;
    Object[] entryReads = entry.reads;
    RuntimeException failure = entry.failure;
    State state = entry.state;
    transaction.onRollBack(() -> {
      entry.values = values;
      entry.reads = entryReads;
      entry.failure = failure;
      entry.state = state;
      entry.changedIn = 0;
    });
  }

  private void compute(Entry entry, Transaction transaction) {
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
    if (failure != null || entry.failure != null || !areSame(values, entry.values)) {
      entry.values = values;
      entry.failure = failure;
      entry.changedIn = transaction.id();
    }
  }

  private static boolean areSame(List<Object> values, List<Object> before) {
    return values instanceof ValueList list
        ? before instanceof ValueList other && list.isSameAs(other)
        : before.isEmpty() && !(before instanceof ValueList);
  }

  private void replaceReads(Entry entry, Object[] readNow, Transaction transaction) {
    reads.replace(entry.key, entry.reads, readNow, transaction);
    entry.reads = readNow;
  }

  private static List<Object> listOf(Iterable<Object> values) {
    List<Object> list = new ArrayList<>(2);
    for (Object value : values) {
      list.add(Entering.value(value));
    }
    return list.isEmpty() ? List.of() : ValueList.copyOf(list);
  }

  private void noteCycle(Entry entry) {
    for (Entry each : computing) {
      each.wasInCycle = true;
      if (each == entry) {
        return;
      }
    }
  }

  private String cycleFrom(Entry entry) {
    ArrayList<Object> keys = new ArrayList<>();
    keys.add(entry.key);
    for (Entry each : computing) {
      keys.add(each.key);
      if (each == entry) {
        break;
      }
    }
    int shown = Math.min(keys.size(), 20);
    return describe()
        + " depends on itself: "
        + keys.reversed().stream()
            .limit(shown)
            .map(String::valueOf)
            .collect(Collectors.joining(" → "))
        + (shown < keys.size() ? " → …" : "");
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    int spread = marked.size();
    for (Node cause : causes) {
      State state = cause instanceof LazyNode ? State.MARKED : State.DIRTY;
      reads.forEachAffected(cause, key -> mark(key, state, transaction));
    }
    Consumer<Object> markReader = reader -> mark(reader, State.MARKED, transaction);
    for (; spread < marked.size(); spread++) {
      reads.forEachReaderOf(this, marked.get(spread).key, markReader);
    }
  }

  private void mark(Object key, State state, Transaction transaction) {
    Entry entry = entries.get(key);
    if (entry == null || entry.state == State.DIRTY || entry.state == state) {
      return;
    }
    if (marked.isEmpty()) {
      transaction.onRollBack(this::unmark);
    }
    entry.state = state;
    if (!entry.isListed) {
      entry.isListed = true;
      marked.add(entry);
    }
  }

  /** Takes the entries back to what they were before the transaction. */
  private void unmark() {
    for (Entry entry : marked) {
      entry.state = State.CLEAN;
    }
    forgetMarked();
  }

  private void forgetMarked() {
    for (Entry entry : marked) {
      entry.isListed = false;
    }
    marked.clear();
  }

  @Override
  public void readerAdded(Object key, Transaction transaction) {
    countReaders(key, 1, transaction);
  }

  @Override
  public void readerRemoved(Object key, Transaction transaction) {
    countReaders(key, -1, transaction);
  }

  private void countReaders(Object key, int difference, Transaction transaction) {
    Entry entry = entries.get(key);
    if (entry != null) {
      entry.readers += difference;
      transaction.onRollBack(() -> entry.readers -= difference);
      if (entry.readers == 0 || (difference < 0 && entry.wasInCycle)) {
        noteUnread(key, transaction);
      }
    }
  }

  private void noteUnread(Object key, Transaction transaction) {
    if (droppingIn != transaction.id()) {
      droppingIn = transaction.id();
      transaction.beforeCommit(() -> dropUnread(transaction));
      transaction.onRollBack(unread::clear);
    }
    unread.add(key);
  }

  private void dropUnread(Transaction transaction) {
    for (Object key = unread.poll(); key != null; key = unread.poll()) {
      Entry entry = entries.get(key);
      if (entry != null && !isNeeded(entry)) {
        transaction.undo().put(entries, key, null);
        reads.replace(key, entry.reads, TrackedReads.NONE, transaction);
      }
    }
    droppingIn = 0;
  }

  /** Whether anything but entries that read each other reads an entry. */
  private boolean isNeeded(Entry entry) {
    if (entry.readers == 0 || !entry.wasInCycle) {
      return entry.readers > 0;
    }
    Set<Object> visited = KeyMap.newSet();
    ArrayDeque<Object> toVisit = new ArrayDeque<>();
    toVisit.add(entry.key);
    for (Object key = toVisit.poll(); key != null; key = toVisit.poll()) {
      if (visited.add(key)) {
        List<Object> ownReaders = new ArrayList<>();
        reads.forEachReaderOf(this, key, ownReaders::add);
        if (readersOf(key) > ownReaders.size()) {
          return true;
        }
        toVisit.addAll(ownReaders);
      }
    }
    return false;
  }

  private int readersOf(Object key) {
    Entry entry = entries.get(key);
    return entry == null ? 0 : entry.readers;
  }

  @Override
  protected void endTransaction(Transaction transaction) {
    forgetMarked();
  }

  @Override
  protected void releaseHeld(Transaction transaction) {
    reads.dropAll(transaction);
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addLazyEntries(entries.size());
    measurement.addUnsettled(marked);
    measurement.addUnsettled(unread);
    measurement.addUnsettled(computing);
    reads.measure(measurement);
  }
}
