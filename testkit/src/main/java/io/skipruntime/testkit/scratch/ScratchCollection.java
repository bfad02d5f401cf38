package io.skipruntime.testkit.scratch;

import io.skipruntime.Aggregator;
import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.ClockResource;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Expansion;
import io.skipruntime.Loadable;
import io.skipruntime.Mapper;
import io.skipruntime.Order;
import io.skipruntime.Pair;
import io.skipruntime.Range;
import io.skipruntime.SkipException;
import io.skipruntime.Unit;
import io.skipruntime.Window;
import io.skipruntime.WindowFunction;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.testkit.scratch.ScratchEvaluation.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A collection that was filled once: the meaning of each operator in a few lines. */
final class ScratchCollection<K, V> implements EagerCollection<K, V> {

  private static final CanonicalOrder ORDER = CanonicalOrder.INSTANCE;

  private final ScratchEvaluation evaluation;
  private final String name;
  private final Contents contents;
  private final @Nullable SkipException failure;

  ScratchCollection(
      ScratchEvaluation evaluation,
      String name,
      Contents contents,
      @Nullable SkipException failure) {
    this.evaluation = evaluation;
    this.name = name;
    this.contents = contents;
    this.failure = failure;
  }

  @Nullable SkipException failure() {
    return failure;
  }

  /**
   * What the collection holds.
   *
   * @throws SkipException if it failed
   */
  Contents contents() {
    if (failure != null) {
      throw new SkipException("a collection has failed", failure);
    }
    return contents;
  }

  @Override
  public EagerCollection<K, V> colocated() {
    return this;
  }

  @Override
  @SuppressWarnings("unchecked") // a collection holds keys and values of its types
  public <K2, V2> EagerCollection<K2, V2> map(Mapper<? super K, ? super V, K2, V2> mapper) {
    Mapper<Object, Object, Object, Object> function =
        (Mapper<Object, Object, Object, Object>) mapper;
    return operator("map", mapper, (node, to) -> mapInto(node, mapper, function, to));
  }

  /**
   * Runs a mapper for each entry.
   *
   * @param node name of the mapped collection
   * @param function what the author wrote
   * @param mapper the same, as a mapper
   */
  private void mapInto(
      String node, Object function, Mapper<Object, Object, Object, Object> mapper, Contents to) {
    Emitter<Object, Object> emitter = emitterTo(to);
    contents
        .entries()
        .forEach((key, values) ->
            evaluation
                .runs()
                .run(
                    node,
                    function,
                    key,
                    values,
                    () -> {
                      mapper.mapEntry(key, new ScratchValues<>(values), emitter);
                      return to;
                    }));
  }

  private static Emitter<Object, Object> emitterTo(Contents to) {
    return (key, value) -> to.add(key, Objects.requireNonNull(value));
  }

  @Override
  @SuppressWarnings("unchecked") // a collection holds keys and values of its types
  public <K2, V2> EagerCollection<K2, V2> map(ContextMapper<? super K, ? super V, K2, V2> mapper) {
    ContextMapper<Object, Object, Object, Object> function =
        (ContextMapper<Object, Object, Object, Object>) mapper;
    return operator(
        "map",
        mapper,
        (node, to) ->
            mapInto(
                node,
                mapper,
                (key, values, out) -> function.mapEntry(key, values, out, evaluation.context()),
                to));
  }

  @Override
  public <R> EagerCollection<K, R> reduce(Aggregator<? super V, ?, R> aggregator) {
    return operator("reduce", aggregator, (node, to) -> reduceInto(contents, aggregator, to));
  }

  @SuppressWarnings("unchecked") // a collection holds values of its type
  private static void reduceInto(Contents from, Aggregator<?, ?, ?> aggregator, Contents to) {
    Aggregator<Object, Object, Object> function = (Aggregator<Object, Object, Object>) aggregator;
    from.entries()
        .forEach((key, values) -> {
          Object accumulated = function.initial();
          for (Object value : values) {
            accumulated = function.add(accumulated, value);
          }
          to.add(key, function.result(Objects.requireNonNull(accumulated)));
        });
  }

  @Override
  @SuppressWarnings("unchecked") // a collection holds keys and values of its types
  public <K2, V2, R> EagerCollection<K2, R> mapReduce(
      Mapper<? super K, ? super V, K2, V2> mapper, Aggregator<? super V2, ?, R> aggregator) {
    return operator(
        "mapReduce",
        List.of(mapper, aggregator),
        (node, to) -> {
          Contents between = new Contents();
          mapInto(node, mapper, (Mapper<Object, Object, Object, Object>) mapper, between);
          reduceInto(between, aggregator, to);
        });
  }

  @Override
  public EagerCollection<K, V> slice(K start, K end) {
    return slices(List.of(new Range<>(start, end)));
  }

  @Override
  public EagerCollection<K, V> slices(List<Range<K>> ranges) {
    return sliced(ScratchRanges.of(ranges));
  }

  @Override
  public EagerCollection<K, V> slicePrefix(Object... parts) {
    return sliced(ScratchRanges.ofPrefix(List.of(parts)));
  }

  private EagerCollection<K, V> sliced(ScratchRanges ranges) {
    return operator(
        "slices",
        ranges,
        (node, to) ->
            contents
                .entries()
                .forEach((key, values) -> {
                  if (ranges.contain(key)) {
                    to.addAll(key, values);
                  }
                }));
  }

  @Override
  public EagerCollection<K, V> take(int limit) {
    return take(0, limit);
  }

  @Override
  public EagerCollection<K, V> take(int offset, int limit) {
    return operator(
        "take",
        List.of(offset, limit),
        (node, to) ->
            contents.entries().entrySet().stream()
                .skip(offset)
                .limit(limit)
                .forEach(entry -> to.addAll(entry.getKey(), entry.getValue())));
  }

  @Override
  @SuppressWarnings("unchecked") // a collection holds values of its type
  public EagerCollection<K, V> during(
      Function<? super V, ? extends @Nullable Instant> from,
      Function<? super V, ? extends @Nullable Instant> until) {
    Function<Object, @Nullable Instant> beginning = (Function<Object, @Nullable Instant>) from;
    Function<Object, @Nullable Instant> ending = (Function<Object, @Nullable Instant>) until;
    ScratchCollection<?, ?> clock =
        (ScratchCollection<?, ?>) evaluation.external(ClockResource.present());
    return joined(
        "during",
        clock,
        List.of(from, until),
        (entry, ignored, to) -> {
          Instant now = (Instant) clock.contents.get(Unit.UNIT).getFirst();
          for (Object value : entry.getValue()) {
            Instant start = beginning.apply(value);
            Instant end = ending.apply(value);
            if ((start == null || !now.isBefore(start)) && (end == null || now.isBefore(end))) {
              to.add(entry.getKey(), value);
            }
          }
        });
  }

  @Override
  @SuppressWarnings("unchecked") // the states have results of the function's type
  public <R> EagerCollection<K, Loadable<R>> mapAsync(
      AsyncFunction<? super K, ? super V, R> function, AsyncOptions<R> options) {
    ScratchCollection<?, ?> outcomes = evaluation.outcomes(options, function);
    return joined(
        "mapAsync",
        outcomes,
        List.of(function, options),
        (entry, ignored, to) -> {
          List<Object> values = entry.getValue();
          List<Outcome<Object>> known = evaluation.outcomes(options, function, entry.getKey());
          for (Object value : values) {
            to.add(entry.getKey(), ScratchLoadable.of(value, values, known, options));
          }
        });
  }

  @Override
  public EagerCollection<K, V> distinct() {
    return operator(
        "distinct",
        "",
        (node, to) ->
            contents
                .entries()
                .forEach((key, values) -> {
                  Set<Object> seen = new TreeSet<>(ORDER);
                  values.stream().filter(seen::add).forEach(value -> to.add(key, value));
                }));
  }

  @Override
  @SuppressWarnings("unchecked") // a collection holds values of its type
  public EagerCollection<K, V> top(int count, Order<? super V> order) {
    if (count < 0) {
      throw new IllegalArgumentException("top(" + count + "): the count must not be negative");
    }
    ScratchTop top = new ScratchTop(count, (Order<Object>) order);
    return operator("top", List.of(count, order), (node, to) -> top.addOfKeys(contents, to));
  }

  @Override
  @SuppressWarnings("unchecked") // a collection holds values of its type
  public <J> EagerCollection<K, V> topBy(
      Function<? super V, ? extends J> group, int count, Order<? super V> order) {
    Function<Object, Object> grouping = (Function<Object, Object>) group;
    ScratchTop top = new ScratchTop(count, (Order<Object>) order);
    return operator(
        "topBy",
        List.of(group, count, order),
        (node, to) -> top.addOfGroups(contents, grouping, to));
  }

  @Override
  @SuppressWarnings("unchecked") // a collection holds values of its type
  public <R> EagerCollection<K, R> window(
      Window<? super V> window, WindowFunction<? super V, R> function) {
    return operator(
        "window",
        List.of(window, function),
        (node, to) ->
            new ScratchWindow((Window<Object>) window, (WindowFunction<Object, Object>) function)
                .evaluate(contents, to));
  }

  @Override
  @SuppressWarnings("unchecked") // collections hold values of their types
  public <W, R> EagerCollection<K, R> join(
      EagerCollection<K, W> other, BiFunction<? super V, ? super W, ? extends R> combine) {
    return joined(
        "join", other, combine, ScratchJoin.inner((BiFunction<Object, Object, Object>) combine));
  }

  @Override
  @SuppressWarnings("unchecked") // collections hold values of their types
  public <W, R> EagerCollection<K, R> leftJoin(
      EagerCollection<K, W> other, BiFunction<? super V, Optional<W>, ? extends R> combine) {
    return joined(
        "leftJoin",
        other,
        combine,
        ScratchJoin.left(
            (BiFunction<Object, Optional<Object>, Object>) (BiFunction<?, ?, ?>) combine));
  }

  @Override
  public EagerCollection<K, V> semiJoin(EagerCollection<K, ?> other) {
    return joined("semiJoin", other, "", ScratchJoin.whereThere(true));
  }

  @Override
  public EagerCollection<K, V> antiJoin(EagerCollection<K, ?> other) {
    return joined("antiJoin", other, "", ScratchJoin.whereThere(false));
  }

  @Override
  public EagerCollection<K, V> defaultIfEmpty(K key, V value) {
    return operator(
        "defaultIfEmpty",
        List.of(CanonicalKey.stored(key), CanonicalValue.of(value)),
        (node, to) -> {
          contents.entries().forEach(to::addAll);
          if (contents.entries().isEmpty()) {
            to.add(key, value);
          }
        });
  }

  private <K2, R> EagerCollection<K2, R> joined(
      String operator, EagerCollection<?, ?> other, Object arguments, ScratchJoin join) {
    ScratchCollection<?, ?> right = (ScratchCollection<?, ?>) other;
    List<ScratchCollection<?, ?>> both = List.of(this, right);
    return evaluation.collection(
        new Identity(operator, both, arguments),
        both,
        node -> {
          Contents to = new Contents();
          for (Map.Entry<Object, List<Object>> entry : contents.entries().entrySet()) {
            join.join(entry, right.contents.get(entry.getKey()), to);
          }
          return to;
        });
  }

  @Override
  @SuppressWarnings("unchecked") // collections hold values of their types
  public <L, W, J, R> EagerCollection<Pair<K, L>, R> joinOn(
      Function<? super V, ? extends @Nullable J> mine,
      EagerCollection<L, W> other,
      Function<? super W, ? extends @Nullable J> theirs,
      BiFunction<? super V, ? super W, ? extends R> combine) {
    return joined(
        "joinOn",
        other,
        List.of(mine, theirs, combine),
        ScratchJoin.on(
            (Function<Object, @Nullable Object>) mine,
            ((ScratchCollection<?, ?>) other).contents,
            (Function<Object, @Nullable Object>) theirs,
            (BiFunction<Object, Object, Object>) combine));
  }

  @Override
  @SuppressWarnings("unchecked") // a collection holds values of its type
  public EagerCollection<V, V> closure(
      Expansion<V> expansion, List<? extends EagerCollection<?, ?>> others, int mostRows) {
    Expansion<Object> function = (Expansion<Object>) expansion;
    List<ScratchCollection<?, ?>> all = new ArrayList<>();
    all.add(this);
    others.forEach(other -> all.add((ScratchCollection<?, ?>) other));
    return evaluation.collection(
        new Identity("closure", all, List.of(expansion, mostRows)),
        all,
        node -> {
          List<Contents> found = all.stream().skip(1).map(each -> each.contents).toList();
          Contents to = new Contents();
          new ScratchClosure(function, found, mostRows).add(contents, to);
          return to;
        });
  }

  @Override
  public EagerCollection<K, V> merge(List<? extends EagerCollection<K, V>> others) {
    List<ScratchCollection<?, ?>> all = new ArrayList<>();
    all.add(this);
    others.forEach(other -> all.add((ScratchCollection<?, ?>) other));
    return evaluation.collection(
        new Identity("merge", all, ""),
        all,
        node -> {
          Contents merged = new Contents();
          all.forEach(each -> each.contents.entries().forEach(merged::addAll));
          return merged;
        });
  }

  private <K2, V2> EagerCollection<K2, V2> operator(
      String operator, Object arguments, BiConsumer<String, Contents> filling) {
    return evaluation.collection(
        new Identity(operator, List.of(this), arguments),
        List.of(this),
        node -> {
          Contents to = new Contents();
          filling.accept(node, to);
          return to;
        });
  }

  @Override
  @SuppressWarnings("unchecked") // a collection holds values of its type
  public List<V> get(K key) {
    List<Object> values = List.copyOf(contents().get(key));
    evaluation.runs().read(name, CanonicalKey.of(key), values);
    return (List<V>) values;
  }

  @Override
  public int size() {
    int size = contents().entries().size();
    evaluation.runs().read(name, "size()", size);
    return size;
  }

  @Override
  public String toString() {
    return name;
  }
}
