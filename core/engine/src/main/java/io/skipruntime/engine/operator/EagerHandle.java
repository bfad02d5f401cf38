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
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.KeyPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An eager collection as one function sees it. */
public final class EagerHandle<K, V> extends Handle
    implements EagerCollection<K, V>, TrackedLookup<K, V>, GradualCollection<K, V> {

  private final CollectionNode node;

  /** The collection {@code node} for the functions of {@code evaluation}. */
  public EagerHandle(CollectionNode node, Evaluation evaluation) {
    super(evaluation);
    this.node = node;
  }

  @Override
  public CollectionNode node() {
    return node;
  }

  @Override
  public Handle boundTo(Evaluation other) {
    return new EagerHandle<K, V>(node, other);
  }

  @Override
  protected Handle over(Node other) {
    return new EagerHandle<K, V>((CollectionNode) other, evaluation());
  }

  @Override
  public EagerCollection<K, V> gradually(Object purpose) {
    Transaction transaction = evaluation().current().creatingTransaction();
    CollectionNode entrance = GradualNode.obtain(node, purpose, transaction);
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
    ValueList values = evaluation().current().read(node, CanonicalKey.of(key));
    return values == null ? List.of() : (List<V>) values;
  }

  @Override
  public int size() {
    return evaluation().current().readSize(node);
  }
}
