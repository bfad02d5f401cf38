package io.skipruntime.engine.operator;

import io.skipruntime.engine.function.Handle;
import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.WaveFunction;
import io.skipruntime.engine.spi.WaveRuns;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiConsumer;
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
 *   <li>{@code traces} says for a source entry to which keys it contributes, what it read and which
 *       nodes it created. An entry that reads and creates nothing, and contributes to no key but
 *       its own, is not in it: {@link #contribution} tells the rest.
 *   <li>A source entry that a transaction leaves alone costs it nothing.
 *   <li>{@code inWaves} is the mapper if it runs in waves; {@code planned} then has the runs of the
 *       turn that comes, if they were made beforehand.
 * </ul>
 */
public abstract class MappingNode extends CollectionNode {

  /** Up to so many emitted keys are looked through one by one. */
  private static final int MOST_KEYS_TO_SCAN = 8;

  private final CollectionNode input;
  private final List<CollectionNode> inputs;
  private final NodeFunction mapper;
  private final List<Node> captured;
  private final MapperRunner runner;
  private final TrackedReads reads = new TrackedReads(this);
  private final Traces traces = new Traces();
  private final @Nullable WaveFunction inWaves;
  private @Nullable PlannedRuns planned;

  MappingNode(NodeKey key, CollectionNode input, NodeFunction mapper, List<Node> captured) {
    super(key, Math.max(above(List.of(input)), above(captured)));
    this.input = input;
    this.inputs = List.of(input);
    this.mapper = mapper;
    this.captured = captured;
    this.runner =
        new MapperRunner(
            new MapperFunction(mapper),
            new Evaluation(this),
            traces,
            captured.stream().noneMatch(LazyNode.class::isInstance));
    mapper.name(); // of a lambda, while its author's call goes on
    this.inWaves =
        captured.stream().allMatch(CollectionNode.class::isInstance)
            ? new MapperFunction(mapper).inWaves()
            : null;
    if (inWaves != null) {
      runsIn(inWaves.waves());
    }
  }

  /**
   * The values that {@code source} contributes to {@code key}; null if none.
   *
   * @param remembered what is remembered of what it emitted; null if nothing is
   */
  @Nullable ValueList contribution(Object key, Object source, @Nullable Emission remembered) {
    return remembered == null ? null : remembered.valuesOf(key);
  }

  /**
   * The values of a key by the source entries that contributed them, in their order; empty for a
   * key that is not there. For inspection: it may take time in proportion to all source entries.
   * For the holder of the service's write lock, between transactions.
   */
  public SequencedMap<Object, ValueList> contributionsTo(Object key) {
    return traces.contributionsTo(key);
  }

  /**
   * Whether a key has the same values without what a source entry contributes to it. For
   * inspection: it may run the operator's functions for all that is contributed to the key.
   *
   * @param contributions all that is contributed to the key, by source
   * @param values the values of the key
   */
  boolean isRedundant(
      Object source, SequencedMap<Object, ValueList> contributions, List<Object> values) {
    return false;
  }

  @Override
  public final void explain(Object key, Reasons reasons) {
    MappingReasons.give(this, key, reasons);
  }

  @Override
  public final void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    if (cause == input) {
      giveEmitted(key, keys);
    }
    reads.forEachReaderOf(cause, key, source -> giveEmitted(source, keys));
  }

  @Override
  public final void forEachReadOf(Object source, BiConsumer<Node, Object> action) {
    action.accept(input, source);
    forEachOf(traces.of(source).reads(), action);
  }

  private void giveEmitted(Object source, Consumer<Object> keys) {
    Emission emission = emission(source, traces.of(source).emission());
    for (int i = 0; i < emission.size(); i++) {
      keys.accept(emission.key(i));
    }
  }

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

  /**
   * Whether what source entries contribute is nowhere but in what is remembered of them; who keeps
   * it elsewhere says where by {@link #contribution} and {@link #contributionsTo}, too.
   */
  boolean keepsContributions() {
    return true;
  }

  /** Whether the emissions of a turn may be applied one by one as they are. */
  boolean isDirect() {
    return false;
  }

  /** Makes what was contributed in this turn the contents of the collection. */
  abstract void settle(Transaction transaction);

  @Override
  public @Nullable Type keyType() {
    return new MapperFunction(mapper).emittedKeyType();
  }

  @Override
  public Optional<FunctionPlace> functionPlace() {
    return Optional.of(mapper.place("mapEntry"));
  }

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

  /** Of {@link #captured} those of which the mapper looks up its own key only. */
  public final List<Node> colocated() {
    return mapper.colocated();
  }

  final CollectionNode input() {
    return input;
  }

  final NodeFunction mapper() {
    return mapper;
  }

  final String mapperName() {
    return mapper.name();
  }

  @Override
  protected String functionText() {
    return mapper.fingerprint();
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
    PlannedRuns plan = planned;
    if (plan != null) {
      planned = null;
      if (plan.isFor(transaction, causes.size())) {
        absorb(runner.run(plan, transaction), transaction);
        return;
      }
    }
    Delta delta = input.delta();
    if (delta != null && causes.size() == 1 && causes.getFirst() == input && reads.isEmpty()) {
      if (delta.size() == 1 && inWaves == null) {
        absorb(runner.run(delta.key(0), delta.after(0), transaction), transaction);
      } else {
        runFor(delta.keys(), delta.valuesAfter(), transaction);
      }
      return;
    }
    Object[] keys = DirtySources.of(causes, input, reads, traces, transaction);
    runFor(keys, input.lookUpAll(keys), transaction);
  }

  @Override
  protected boolean isPlanned(List<Node> causes, Transaction transaction) {
    return planned != null && planned.isFor(transaction, causes.size());
  }

  @Override
  protected WaveRuns plan(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    PlannedRuns plan;
    if (delta != null && causes.size() == 1 && causes.getFirst() == input && reads.isEmpty()) {
      plan = plan(delta.keys(), delta.valuesAfter(), transaction, 1);
    } else {
      Object[] keys = DirtySources.of(causes, input, reads, traces, transaction);
      plan = plan(keys, input.lookUpAll(keys), transaction, causes.size());
    }
    planned = plan;
    return plan;
  }

  private PlannedRuns plan(
      Object[] keys, @Nullable ValueList[] values, Transaction transaction, int causes) {
    WaveFunction function = Objects.requireNonNull(inWaves, "the mapper runs in waves");
    List<CollectionNode> collections = new ArrayList<>();
    for (Object collection : function.collections()) {
      collections.add((CollectionNode) ((Handle) collection).node());
    }
    return new PlannedRuns(function, input, collections, keys, values, traces, transaction, causes);
  }

  /** Runs a mapper of waves whose runs have not been planned: a wave of its own. */
  private void runAsWave(Object[] keys, @Nullable ValueList[] values, Transaction transaction) {
    PlannedRuns plan = plan(keys, values, transaction, 0);
    if (plan.size() > 0) {
      plan.function().waves().prepare(List.of(plan));
    }
    absorb(runner.run(plan, transaction), transaction);
  }

  private void runFor(Object[] keys, @Nullable ValueList[] values, Transaction transaction) {
    if (inWaves != null) {
      runAsWave(keys, values, transaction);
      return;
    }
    for (Node node : captured) {
      if (node instanceof CollectionNode collection) {
        collection.expectReads(keys.length);
      }
    }
    absorb(runner.run(keys, values, transaction), transaction);
  }

  /** What is remembered of the source entries. */
  final Traces traces() {
    return traces;
  }

  private void absorb(Outcome[] outcomes, Transaction transaction) {
    if (takesDirectly(transaction) && allStayAtOwnKeys(outcomes)) {
      expectChanges(outcomes.length, transaction);
      for (Outcome outcome : outcomes) {
        takeDirectly(outcome, transaction);
      }
      return;
    }
    for (Outcome outcome : outcomes) {
      contributeDifferences(outcome, transaction);
      remember(outcome, transaction);
    }
    settle(transaction);
  }

  /** As {@link #absorb(Outcome[], Transaction)} of one outcome, as nearly all turns have. */
  private void absorb(Outcome outcome, Transaction transaction) {
    if (takesDirectly(transaction) && staysAtOwnKey(outcome)) {
      takeDirectly(outcome, transaction);
      return;
    }
    contributeDifferences(outcome, transaction);
    remember(outcome, transaction);
    settle(transaction);
  }

  private boolean takesDirectly(Transaction transaction) {
    return transaction.graph().options().compacts() && isDirect();
  }

  /** Makes what a source entry emitted to its own key the values of that. */
  private void takeDirectly(Outcome outcome, Transaction transaction) {
    Emission emission = outcome.emission();
    apply(outcome.key(), emission.size() == 0 ? null : emission.values(0), transaction);
    remember(outcome, transaction);
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
    Emission remembered = outcome.before().emission();
    Emission emission = outcome.emission();
    for (int i = 0; i < emission.size(); i++) {
      ValueList values = emission.values(i);
      ValueList valuesBefore = contribution(emission.key(i), source, remembered);
      if (!values.isSameAs(valuesBefore)) {
        contribute(emission.key(i), source, valuesBefore, values, transaction);
      }
    }
    Emission emittedBefore = emission(source, remembered);
    Set<Object> kept = emittedBefore.size() > MOST_KEYS_TO_SCAN ? emission.keySet() : Set.of();
    for (int i = 0; i < emittedBefore.size(); i++) {
      Object target = emittedBefore.key(i);
      if (!(kept.isEmpty() ? emission.contains(target) : kept.contains(target))) {
        contribute(target, source, contribution(target, source, remembered), null, transaction);
      }
    }
  }

  /** What a source entry emitted, perhaps without values. */
  private Emission emission(Object source, @Nullable Emission remembered) {
    if (remembered != null) {
      return remembered;
    }
    return contribution(source, source, null) == null
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
    Trace before = outcome.before();
    boolean compacts = transaction.graph().options().compacts();
    Emission emission = remembered(outcome.key(), outcome.emission(), compacts);
    boolean same =
        before.emission() == null
            && emission == null
            && before.reads() == outcome.reads()
            && before.created().isEmpty()
            && outcome.created().isEmpty();
    if (same) {
      return;
    }
    reads.replace(outcome.key(), before.reads(), outcome.reads(), transaction);
    hold(outcome.created(), transaction);
    before.created().forEach(transaction::release);
    Trace after = Trace.of(emission, outcome.reads(), outcome.created());
    traces.put(outcome.key(), before, after, transaction.undo());
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
    traces.forEach(trace -> trace.created().forEach(transaction::release));
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addSourceEntries(traces.size());
    reads.measure(measurement);
  }
}
