package io.skipruntime.testkit.scratch;

import io.skipruntime.Aggregator;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Range;
import io.skipruntime.SkipException;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.KeyPrefix;
import io.skipruntime.testkit.scratch.ScratchEvaluation.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
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
    return sliced(union(ranges));
  }

  @Override
  public EagerCollection<K, V> slicePrefix(Object... parts) {
    List<Object> given = List.of(parts);
    return sliced(union(List.of(new Range<>(KeyPrefix.first(given), KeyPrefix.last(given)))));
  }

  private EagerCollection<K, V> sliced(List<Range<Object>> union) {
    return operator(
        "slices",
        union,
        (node, to) ->
            contents
                .entries()
                .forEach((key, values) -> {
                  if (union.stream().anyMatch(range -> isWithin(key, range))) {
                    to.addAll(key, values);
                  }
                }));
  }

  private static boolean isWithin(Object key, Range<Object> range) {
    return ORDER.compare(range.start(), key) <= 0 && ORDER.compare(key, range.end()) <= 0;
  }

  /** The same keys in ranges that are in order and apart: equal for equal sets of keys. */
  private static <K> List<Range<Object>> union(List<Range<K>> ranges) {
    List<Range<Object>> rest = new ArrayList<>();
    for (Range<K> range : ranges) {
      Object start = CanonicalKey.bound(range.start());
      Object end = CanonicalKey.bound(range.end());
      if (ORDER.compare(start, end) <= 0) {
        rest.add(new Range<>(start, end));
      }
    }
    rest.sort((x, y) -> ORDER.compare(x.start(), y.start()));
    List<Range<Object>> union = new ArrayList<>();
    for (Range<Object> range : rest) {
      Range<Object> last = union.isEmpty() ? null : union.getLast();
      if (last != null && isWithin(range.start(), last)) {
        Object end = isWithin(range.end(), last) ? last.end() : range.end();
        union.set(union.size() - 1, new Range<>(last.start(), end));
      } else {
        union.add(range);
      }
    }
    return union;
  }

  @Override
  public EagerCollection<K, V> take(int limit) {
    return operator(
        "take",
        limit,
        (node, to) ->
            contents.entries().entrySet().stream()
                .limit(limit)
                .forEach(entry -> to.addAll(entry.getKey(), entry.getValue())));
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
