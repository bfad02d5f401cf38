package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Expansion;
import io.skipruntime.Loadable;
import io.skipruntime.Mapper;
import io.skipruntime.Order;
import io.skipruntime.Pair;
import io.skipruntime.Range;
import io.skipruntime.SkipException;
import io.skipruntime.Window;
import io.skipruntime.WindowFunction;
import io.skipruntime.WiringException;
import io.skipruntime.engine.function.Handle;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.GradualCollection;
import io.skipruntime.engine.spi.GradualOrder;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Json;
import io.skipruntime.json.KeyPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An eager collection as one function sees it. */
public final class EagerHandle<K, V> extends Handle
    implements EagerCollection<K, V>, TrackedLookup<K, V>, GradualCollection<K, V> {

  /** The keys that functions look up. */
  private enum Reach {
    /** Any. */
    ALL,
    /** By the author's word their own, which is not checked. */
    OWN_BY_WORD,
    /** Their own: no other is there. */
    OWN
  }

  private final CollectionNode node;
  private final Reach reach;

  /** The collection {@code node} for the functions of {@code evaluation}. */
  public EagerHandle(CollectionNode node, Evaluation evaluation) {
    this(node, evaluation, Reach.ALL);
  }

  private EagerHandle(CollectionNode node, Evaluation evaluation, Reach reach) {
    super(evaluation);
    this.node = node;
    this.reach = reach;
  }

  @Override
  public CollectionNode node() {
    return node;
  }

  @Override
  public Handle boundTo(Evaluation other) {
    return new EagerHandle<K, V>(node, other, reach);
  }

  @Override
  protected Handle over(Node other) {
    Reach there = reach == Reach.ALL ? Reach.ALL : Reach.OWN;
    return new EagerHandle<K, V>((CollectionNode) other, evaluation(), there);
  }

  @Override
  public boolean isColocated() {
    return reach != Reach.ALL;
  }

  @Override
  public EagerCollection<K, V> colocated() {
    return isColocated() ? this : new EagerHandle<>(node, evaluation(), Reach.OWN_BY_WORD);
  }

  @Override
  public EagerCollection<K, V> gradually(Object purpose) {
    return through(transaction -> GradualNode.obtain(node, purpose, transaction));
  }

  @Override
  public EagerCollection<K, V> graduallyAfter(
      List<? extends EagerCollection<?, ?>> others, Object purpose) {
    List<CollectionNode> earlier = new ArrayList<>();
    others.forEach(other -> earlier.add(nodeOf(other)));
    return through(transaction -> GradualNode.obtainAfter(earlier, node, purpose, transaction));
  }

  @Override
  public EagerCollection<K, V> gradually(Object purpose, GradualOrder<? super K, ? super V> order) {
    return through(transaction -> OrderedEntrance.obtain(node, purpose, order, transaction));
  }

  private EagerCollection<K, V> through(Function<Transaction, CollectionNode> obtained) {
    CollectionNode entrance = obtained.apply(evaluation().current().creatingTransaction());
    return entrance == node ? this : create(running -> entrance);
  }

  @Override
  public <K2, V2> EagerCollection<K2, V2> map(Mapper<? super K, ? super V, K2, V2> mapper) {
    return create(transaction -> MapNode.obtain(node, mapper, transaction));
  }

  @Override
  public <K2, V2> EagerCollection<K2, V2> map(ContextMapper<? super K, ? super V, K2, V2> mapper) {
    return create(transaction -> MapNode.obtain(node, mapper, transaction));
  }

  @Override
  public <R> EagerCollection<K, R> reduce(Aggregator<? super V, ?, R> aggregator) {
    return create(transaction -> ReduceNode.obtain(node, aggregator, transaction));
  }

  @Override
  public <K2, V2, R> EagerCollection<K2, R> mapReduce(
      Mapper<? super K, ? super V, K2, V2> mapper, Aggregator<? super V2, ?, R> aggregator) {
    return create(transaction -> MapReduceNode.obtain(node, mapper, aggregator, transaction));
  }

  @Override
  public EagerCollection<K, V> slice(K start, K end) {
    return slices(List.of(new Range<>(start, end)));
  }

  @Override
  public EagerCollection<K, V> slices(List<Range<K>> ranges) {
    return sliced(
        ranges.stream()
            .map(range ->
                new Range<>(CanonicalKey.bound(range.start()), CanonicalKey.bound(range.end())))
            .toList());
  }

  @Override
  public EagerCollection<K, V> slicePrefix(Object... parts) {
    List<Object> given = List.of(parts);
    return sliced(
        List.of(
            new Range<>(
                CanonicalKey.bound(KeyPrefix.first(given)),
                CanonicalKey.bound(KeyPrefix.last(given)))));
  }

  private EagerCollection<K, V> sliced(List<Range<Object>> ranges) {
    return create(transaction -> SliceNode.obtain(node, ranges, transaction));
  }

  @Override
  public EagerCollection<K, V> take(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("take(" + limit + "): the limit must not be negative");
    }
    return create(transaction -> TakeNode.obtain(node, 0, limit, transaction));
  }

  @Override
  public EagerCollection<K, V> take(int offset, int limit) {
    if (offset < 0 || limit < 0) {
      throw new IllegalArgumentException(
          "take(" + offset + ", " + limit + "): offset and limit must not be negative");
    }
    return create(transaction -> TakeNode.obtain(node, offset, limit, transaction));
  }

  @Override
  public EagerCollection<K, V> distinct() {
    return create(transaction -> DistinctNode.obtain(node, transaction));
  }

  @Override
  public EagerCollection<K, V> top(int count, Order<? super V> order) {
    if (count < 0) {
      throw new IllegalArgumentException("top(" + count + "): the count must not be negative");
    }
    return create(transaction -> TopValuesNode.obtain(node, count, order, transaction));
  }

  @Override
  public EagerCollection<K, V> during(
      Function<? super V, ? extends @Nullable Instant> from,
      Function<? super V, ? extends @Nullable Instant> until) {
    return create(transaction -> TemporalNode.obtain(node, from, until, transaction));
  }

  @Override
  public <R> EagerCollection<K, R> window(
      Window<? super V> window, WindowFunction<? super V, R> function) {
    return create(transaction -> WindowNode.obtain(node, window, function, transaction));
  }

  @Override
  public <J> EagerCollection<K, V> topBy(
      Function<? super V, ? extends J> group, int count, Order<? super V> order) {
    if (count < 0) {
      throw new IllegalArgumentException("topBy(" + count + "): the count must not be negative");
    }
    return create(transaction -> TopNode.obtain(node, group, order, count, transaction));
  }

  @Override
  public <W, R> EagerCollection<K, R> join(
      EagerCollection<K, W> other, BiFunction<? super V, ? super W, ? extends R> combine) {
    return joined(JoinNode.Kind.INNER, other, combine);
  }

  @Override
  public <W, R> EagerCollection<K, R> leftJoin(
      EagerCollection<K, W> other, BiFunction<? super V, Optional<W>, ? extends R> combine) {
    return joined(JoinNode.Kind.LEFT, other, combine);
  }

  private <R> EagerCollection<K, R> joined(
      JoinNode.Kind kind, EagerCollection<K, ?> other, Object combine) {
    CollectionNode right = nodeOf(other);
    return create(transaction -> JoinNode.obtain(kind, node, right, combine, transaction));
  }

  @Override
  public <L, W, J, R> EagerCollection<Pair<K, L>, R> joinOn(
      Function<? super V, ? extends @Nullable J> mine,
      EagerCollection<L, W> other,
      Function<? super W, ? extends @Nullable J> theirs,
      BiFunction<? super V, ? super W, ? extends R> combine) {
    CollectionNode right = nodeOf(other);
    return create(
        transaction -> JoinOnNode.obtain(node, right, mine, theirs, combine, transaction));
  }

  @Override
  public EagerCollection<V, V> closure(
      Expansion<V> expansion, List<? extends EagerCollection<?, ?>> others, int mostRows) {
    if (mostRows < 0) {
      throw new IllegalArgumentException("closure: the number of rows must not be negative");
    }
    List<CollectionNode> known = new ArrayList<>();
    others.forEach(other -> known.add(nodeOf(other)));
    return create(transaction ->
        ClosureNode.obtain(node, List.copyOf(known), expansion, mostRows, transaction));
  }

  @Override
  public EagerCollection<K, V> semiJoin(EagerCollection<K, ?> other) {
    CollectionNode keys = nodeOf(other);
    return create(transaction -> SemiJoinNode.obtain(node, keys, false, transaction));
  }

  @Override
  public EagerCollection<K, V> antiJoin(EagerCollection<K, ?> other) {
    CollectionNode keys = nodeOf(other);
    return create(transaction -> SemiJoinNode.obtain(node, keys, true, transaction));
  }

  @Override
  public EagerCollection<K, V> defaultIfEmpty(K key, V value) {
    Object defaultKey = CanonicalKey.stored(key);
    Object defaultValue = CanonicalValue.of(value);
    return create(transaction -> DefaultNode.obtain(node, defaultKey, defaultValue, transaction));
  }

  @Override
  public EagerCollection<K, V> merge(List<? extends EagerCollection<K, V>> others) {
    List<CollectionNode> inputs = new ArrayList<>();
    inputs.add(node);
    others.forEach(other -> inputs.add(nodeOf(other)));
    List<CollectionNode> all = List.copyOf(inputs);
    return create(transaction -> MergeNode.obtain(all, transaction));
  }

  /**
   * The node of a collection that a function returned.
   *
   * @throws SkipException if it is not a collection of this framework
   */
  public static CollectionNode nodeOf(EagerCollection<?, ?> collection) {
    if (collection instanceof EagerHandle<?, ?> handle) {
      handle.requireAll("makes a collection of it");
      return handle.node;
    }
    throw new SkipException(
        collection.getClass().getName()
            + " is not a collection made by Skip; use the operators of the collections you were"
            + " given");
  }

  @Override
  public <R> EagerCollection<K, Loadable<R>> mapAsync(
      AsyncFunction<? super K, ? super V, R> function, AsyncOptions<R> options) {
    return create(transaction -> AsyncNode.obtain(node, function, options, transaction));
  }

  private <K2, V2> EagerCollection<K2, V2> create(
      Function<Transaction, CollectionNode> constructor) {
    requireAll("makes a collection of it");
    Evaluation.Run run = evaluation().current();
    CollectionNode created;
    try {
      created = constructor.apply(run.creatingTransaction());
    } catch (WiringException e) {
      evaluation().report(e);
      created =
          run.transaction()
              .add(new InputNode("what cannot be built", null, null, new WrittenEntries(0)));
    }
    run.hold(created);
    return new EagerHandle<>(created, evaluation());
  }

  @Override
  @SuppressWarnings("unchecked") // the typed API lets only values of this type in
  public List<V> get(K key) {
    Object canonical = CanonicalKey.of(key);
    Evaluation.Run run = evaluation().current();
    if (reach == Reach.OWN) {
      requireOwn(canonical, run);
    }
    ValueList values = run.read(node, canonical);
    return values == null ? List.of() : (List<V>) values;
  }

  private void requireOwn(Object key, Evaluation.Run run) {
    if (!(evaluation().owner() instanceof OwnKeyReader)) {
      throw beyond("gives it to a collection that it makes");
    }
    Object own = Objects.requireNonNull(run.source(), "a mapper runs for an entry");
    if (CanonicalOrder.INSTANCE.compare(own, key) != 0) {
      throw beyond("looks up the key " + Json.from(key) + ", and its own is " + Json.from(own));
    }
  }

  private void requireAll(String use) {
    if (reach == Reach.OWN) {
      throw beyond(use);
    }
  }

  /** The failure of a function that wants more of a colocated collection than there is. */
  private SkipException beyond(String use) {
    return new SkipException(
        "the function is given "
            + node.describe()
            + " as colocated(), of which a shard has the function's own key only, and "
            + use
            + "; look up the own key, or give the function the collection without colocated(),"
            + " which copies it to every shard");
  }

  @Override
  public int size() {
    requireAll("asks for its size");
    return evaluation().current().readSize(node);
  }
}
