package io.skipruntime.oracle;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.Range;
import io.skipruntime.Window;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Optional;

/** The way from operations to collections, by the API that any author uses. */
final class Wiring {

  private static final int MOST_ROWS = 10_000;

  private Wiring() {}

  /**
   * Builds an operation.
   *
   * @param on the collections it is applied to
   * @param extra added to the operation's number: what a function captured
   */
  static Object build(Operation what, List<?> on, Context context, int extra) {
    int a = what.a() + extra;
    return switch (what.operator()) {
      case INPUT -> throw new IllegalArgumentException("an input is not built");
      case EXTERNAL -> context.useExternalResource(external(what.value(), a));
      case PASS -> on.getFirst();
      case STOP -> {
        if (stops(a)) {
          throw new ScriptedFailure("STOP", a);
        }
        yield on.getFirst();
      }
      case REDUCE -> first(on).reduce(Reduction.of(what.a()).aggregator(what.b() + extra));
      case MAP_REDUCE -> mapReduce(what, on, context, extra);
      case NEST -> first(on).map(new NestedMapping(bare(what, a), created(what), rest(on)));
      case SLICE -> first(on).slice(what.key().of(a), what.key().of(what.b()));
      case SLICES -> first(on).slices(ranges(what.key(), a, what.b()));
      case TAKE -> first(on).take(a % 5);
      case PAGE -> first(on).take(a % 4, what.b() % 5);
      case FILL -> first(on).defaultIfEmpty(what.key().of(a), what.value().of(what.b()));
      case MERGE -> first(on).merge(others(on));
      case KEEP -> first(on).filter(new RowFunctions.Keeping(a));
      case TURN -> first(on).mapValues(new RowFunctions.Turning(what.value(), a));
      case KEY_BY -> first(on).keyBy(new RowFunctions.Turning(what.key(), a));
      case DISTINCT -> first(on).distinct();
      case TOP -> first(on).top(a % 3, RowFunctions.order(what.b()));
      case TOP_BY ->
          first(on).topBy(new RowFunctions.Grouping(a), what.b() % 4, RowFunctions.order(a));
      case DURING ->
          first(on).during(new RowFunctions.Timing(a, 0), new RowFunctions.Timing(a, 1 + what.b()));
      case WINDOW ->
          first(on)
              .window(
                  Window.by(new RowFunctions.Grouping(what.b()), RowFunctions.order(a)),
                  RowFunctions.window(what.value(), a, what.b()));
      case JOIN, LEFT_JOIN, SEMI_JOIN, ANTI_JOIN, JOIN_ON, REFER -> joined(what, on, a);
      case CLOSURE ->
          first(on)
              .closure(
                  new RowFunctions.Following(what.value(), what.asked(), a), others(on), MOST_ROWS);
      case LAZY, LAZY_CHAIN, LAZY_THROW, LAZY_OVER ->
          context.createLazyCollection(new LazyEntry(bare(what, a), on.getFirst()));
      default -> first(on).map(mapping(what, on, context, a));
    };
  }

  private static EagerCollection<Object, Object> joined(Operation what, List<?> on, int a) {
    EagerCollection<Object, Object> one = first(on);
    EagerCollection<Object, Object> other = others(on).getFirst();
    RowFunctions.Combining combine = new RowFunctions.Combining(what.value(), a);
    return switch (what.operator()) {
      case JOIN -> one.join(other, combine);
      case LEFT_JOIN -> one.leftJoin(other, new RowFunctions.Completing(what.value(), a));
      case SEMI_JOIN -> one.semiJoin(other);
      case ANTI_JOIN -> one.antiJoin(other);
      case REFER -> one.lookup(new RowFunctions.Turning(what.asked(), a), other, combine);
      default -> {
        RowFunctions.Grouping by = new RowFunctions.Grouping(a);
        yield one.joinOn(by, other, by, combine).keyBy(new RowFunctions.Pairing(what.key(), a));
      }
    };
  }

  /** Whether describing a STOP of the given number fails. */
  static boolean stops(int number) {
    return number % 3 == 0;
  }

  /** A mapper; one that has a lazy collection inside creates that to look it up. */
  private static Mapping mapping(Operation what, List<?> on, Context context, int a) {
    List<?> others =
        what.inner().isEmpty()
            ? captured(what, on)
            : List.of(build(what.inner().get(), rest(on), context, a % 2));
    return new Mapping(bare(what, a), others);
  }

  private static List<?> captured(Operation what, List<?> on) {
    return what.operator() == Operator.BESIDE
        ? List.of(others(on).getFirst().colocated())
        : rest(on);
  }

  /** The operation without what does not concern its function. */
  private static Operation bare(Operation what, int a) {
    return new Operation(
        what.operator(),
        List.of(),
        what.key(),
        what.value(),
        what.asked(),
        a,
        what.b(),
        Optional.empty());
  }

  private static Operation created(Operation what) {
    return what.inner().orElseThrow().renumbered(number -> 0);
  }

  private static EagerCollection<Object, ?> mapReduce(
      Operation what, List<?> on, Context context, int extra) {
    Operation mapper = created(what);
    return first(on)
        .mapReduce(
            mapping(mapper, on, context, mapper.a() + extra),
            Reduction.of(what.a()).aggregator(what.b() + extra));
  }

  private static List<Range<Object>> ranges(Kind keys, int a, int b) {
    return List.of(
        new Range<>(keys.of(a), keys.of(b)),
        new Range<>(keys.of(b + 1), keys.of(a + 5)),
        new Range<>(keys.of(a + 1), keys.of(a + 1)));
  }

  /** An external resource with values of a kind. */
  static ExternalResource<Object, Object> external(Kind values, int number) {
    return new ExternalResource<>(
        ScriptedSource.NAME,
        values.name(),
        Json.of(Math.floorMod(number, 3)),
        Kind.LONG.type(),
        values.type());
  }

  @SuppressWarnings("unchecked") // programs apply operators to the right kinds
  private static EagerCollection<Object, Object> first(List<?> on) {
    return (EagerCollection<Object, Object>) on.getFirst();
  }

  private static List<?> rest(List<?> on) {
    return List.copyOf(on.subList(1, on.size()));
  }

  @SuppressWarnings("unchecked") // programs apply operators to the right kinds
  private static List<EagerCollection<Object, Object>> others(List<?> on) {
    return (List<EagerCollection<Object, Object>>) rest(on);
  }
}
