package io.skipruntime.engine.operator;

import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.MapperRunner.Outcome;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node that applies a mapper to each entry of its input. Subclasses say what becomes of the
 * <em>contributions</em>: the values that one source entry emitted to one key.
 *
 * <p>A turn has two phases. First the mapper runs for every dirty source entry: those whose entry
 * in the input changed, and those that read something that changed. Then what each emitted is
 * compared with what it contributed before, and the differences are made.
 *
 * <ul>
 *   <li>{@code sources} says for a source entry to which keys it contributes, what it read and
 *       which nodes it created. An entry that reads and creates nothing, and contributes to no key
 *       but its own, is not in it: {@link #contribution} tells the rest.
 *   <li>A source entry that a transaction leaves alone costs it nothing.
 * </ul>
 */
abstract class MappingNode extends CollectionNode {

  /** So many emitted keys are looked through one by one. */
  private static final int FEW = 8;

  private final CollectionNode input;
  private final List<CollectionNode> inputs;
  private final MapperFunction mapper;
  private final List<Node> captured;
  private final MapperRunner runner;
  private final TrackedReads reads = new TrackedReads(this);
  private final Map<Object, Source> sources = new KeyMap<>();
  private volatile boolean alone;

  MappingNode(NodeKey key, CollectionNode input, MapperFunction mapper, List<Node> captured) {
    super(key, Math.max(above(List.of(input)), above(captured)));
    this.input = input;
    this.inputs = List.of(input);
    this.mapper = mapper;
    this.captured = captured;
    this.runner = runner(new Evaluation(this));
    this.alone = captured.stream().anyMatch(LazyNode.class::isInstance);
  }

  /**
   * The values that {@code source} contributes to {@code key}; null if none.
   *
   * @param remembered what is known of the source entry
   */
  abstract @Nullable ValueList contribution(Object key, Object source, Source remembered);

  /**
   * Changes a contribution.
   *
   * @param before the values before; null if there were none
   * @param values differ from those; null if there are none any more
   */
  abstract void contribute(
      Object key,
      Object source,
      @Nullable ValueList before,
      @Nullable ValueList values,
      Transaction transaction);

  /** Whether what source entries contribute is nowhere but in what is remembered of them. */
  boolean keepsContributions() {
    return false;
  }

  /** Whether the emissions of a turn may be applied one by one as they are. */
  boolean isDirect() {
    return false;
  }

  /** Makes what was contributed in this turn the contents of the collection. */
  abstract void settle(Transaction transaction);

  @Override
  public List<? extends Node> inputs() {
    return inputs;
  }

  @Override
  public List<? extends Node> captured() {
    return captured;
  }

  @Override
  public void forEachDependency(Consumer<Node> action) {
    super.forEachDependency(action);
    reads.forEachNode(action);
  }

  final CollectionNode input() {
    return input;
  }

  final String mapperName() {
    return Captured.nameOf(mapper.user());
  }

  @Override
  protected void initialise(Transaction transaction) {
    int size = input.contents().size();
    Object[] keys = new Object[size];
    ValueList[] values = new ValueList[size];
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    for (int i = 0; cursor.next(); i++) {
      keys[i] = cursor.key();
      values[i] = cursor.value();
    }
    runFor(keys, values, transaction);
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    if (delta != null && causes.size() == 1 && causes.getFirst() == input && reads.isEmpty()) {
      runFor(delta.keys(), delta.valuesAfter(), transaction);
      return;
    }
    Object[] keys = dirtySources(causes, transaction).toArray();
    runFor(keys, input.lookUpAll(keys), transaction);
  }

  private void runFor(Object[] keys, @Nullable ValueList[] values, Transaction transaction) {
    for (Node node : captured) {
      if (node instanceof CollectionNode collection) {
        collection.expectReads(keys.length);
      }
    }
    absorb(new SourceRuns(this, keys, values, transaction).outcomes(), transaction);
  }

  private List<Object> dirtySources(List<Node> causes, Transaction transaction) {
    ArrayList<Object> dirty = new ArrayList<>();
    ArrayList<Object> perhaps = new ArrayList<>();
    for (Node cause : causes) {
      if (cause == input && input.delta() != null) {
        input.delta().forEach(dirty::add);
      }
      reads.forEachAffected(cause, cause instanceof LazyNode ? perhaps::add : dirty::add);
    }
    addAffectedByLazies(perhaps, dirty, transaction);
    if (dirty.size() > 1) {
      return distinctInOrder(dirty);
    }
    return dirty;
  }

  private void addAffectedByLazies(
      List<Object> perhaps, List<Object> dirty, Transaction transaction) {
    if (perhaps.isEmpty()) {
      return;
    }
    Set<Object> known = new HashSet<>(dirty);
    for (Object source : perhaps) {
      if (known.add(source) && LazyNode.anyChanged(source(source).reads(), transaction)) {
        dirty.add(source);
      }
    }
  }

  private static List<Object> distinctInOrder(List<Object> keys) {
    keys.sort(CanonicalOrder.INSTANCE);
    ArrayList<Object> distinct = new ArrayList<>(keys.size());
    for (Object key : keys) {
      if (distinct.isEmpty() || CanonicalOrder.INSTANCE.compare(distinct.getLast(), key) != 0) {
        distinct.add(key);
      }
    }
    return distinct;
  }

  /** A runner of the mapper beside the node's own. */
  final MapperRunner runner(Evaluation evaluation) {
    return new MapperRunner(this, mapper, evaluation);
  }

  /** Begins to run the mapper on the transaction's thread. */
  final MapperRunner.Turn beginRuns(Transaction transaction) {
    return runner.begin(transaction);
  }

  /** Whether the mapper may run on several threads: it has only looked up entries so far. */
  final boolean mayRunInParallel() {
    return !alone;
  }

  /** Notes that the mapper does more than that, so that it runs on the transaction's thread. */
  final void runsAlone() {
    alone = true;
  }

  /** What a failure of the mapper becomes. */
  final RuntimeException failed(Object key, Throwable cause) {
    return failure(key, cause);
  }

  /** What is remembered of a source entry. */
  final Source source(Object key) {
    Source source = sources.isEmpty() ? null : sources.get(key);
    return source == null ? Source.UNKNOWN : source;
  }

  /** What is remembered of each source entry of which that is anything. */
  final Map<Object, Source> sources() {
    return sources;
  }

  private void absorb(Outcome[] outcomes, Transaction transaction) {
    if (transaction.graph().options().compacts() && isDirect() && allStayAtOwnKeys(outcomes)) {
      expectChanges(outcomes.length, transaction);
      for (Outcome outcome : outcomes) {
        Emission emission = outcome.emission();
        apply(outcome.key(), emission.size() == 0 ? null : emission.values(0), transaction);
        remember(outcome, transaction);
      }
      return;
    }
    for (Outcome outcome : outcomes) {
      contributeDifferences(outcome, transaction);
      remember(outcome, transaction);
    }
    settle(transaction);
  }

  private boolean allStayAtOwnKeys(Outcome[] outcomes) {
    for (Outcome outcome : outcomes) {
      if (!staysAtOwnKey(outcome)) {
        return false;
      }
    }
    return true;
  }

  private boolean staysAtOwnKey(Outcome outcome) {
    return outcome.emission().isOnly(outcome.key()) && outcome.before().emission() == null;
  }

  private void contributeDifferences(Outcome outcome, Transaction transaction) {
    Object source = outcome.key();
    Source before = outcome.before();
    Emission emission = outcome.emission();
    for (int i = 0; i < emission.size(); i++) {
      ValueList values = emission.values(i);
      ValueList valuesBefore = contribution(emission.key(i), source, before);
      if (!values.equals(valuesBefore)) {
        contribute(emission.key(i), source, valuesBefore, values, transaction);
      }
    }
    Emission emittedBefore = emission(source, before);
    Set<Object> kept = emittedBefore.size() > FEW ? emission.keySet() : Set.of();
    for (int i = 0; i < emittedBefore.size(); i++) {
      Object target = emittedBefore.key(i);
      if (!(kept.isEmpty() ? emission.contains(target) : kept.contains(target))) {
        contribute(target, source, contribution(target, source, before), null, transaction);
      }
    }
  }

  /** What a source entry emitted, perhaps without values. */
  private Emission emission(Object source, Source remembered) {
    Emission emission = remembered.emission();
    if (emission != null) {
      return emission;
    }
    return contribution(source, source, remembered) == null
        ? Emission.NONE
        : new Emission(source, (ValueList) null);
  }

  /** What of an emission has to be remembered; null if nothing. */
  private @Nullable Emission remembered(Object source, Emission emission, boolean compacts) {
    if (keepsContributions()) {
      return emission.size() == 0 ? null : emission;
    }
    return emission.size() == 0 || (compacts && emission.isOnly(source))
        ? null
        : emission.withoutValues();
  }

  private void remember(Outcome outcome, Transaction transaction) {
    Source before = outcome.before();
    boolean compacts = transaction.graph().options().compacts();
    Emission emission = remembered(outcome.key(), outcome.emission(), compacts);
    boolean same =
        before.emission() == null
            && emission == null
            && before.reads() == outcome.reads()
            && before.held().isEmpty()
            && outcome.held().isEmpty();
    if (same) {
      return;
    }
    reads.replace(outcome.key(), before.reads(), outcome.reads(), transaction);
    hold(outcome.held(), transaction);
    before.held().forEach(transaction::release);
    Source after = Source.of(emission, outcome.reads(), outcome.held());
    if (after != Source.UNKNOWN || before != Source.UNKNOWN) {
      transaction.undo().put(sources, outcome.key(), after == Source.UNKNOWN ? null : after);
    }
  }

  private void hold(List<Node> nodes, Transaction transaction) {
    for (Node node : nodes) {
      transaction.acquire(node);
      raiseAbove(node);
    }
  }

  @Override
  protected void releaseHeld(Transaction transaction) {
    reads.dropAll(transaction);
    sources.values().forEach(source -> source.held().forEach(transaction::release));
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addSourceEntries(sources.size());
    reads.measure(measurement);
  }
}
