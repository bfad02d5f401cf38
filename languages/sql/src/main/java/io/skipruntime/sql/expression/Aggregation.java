package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call of an aggregate function over the rows of a group. Immutable.
 *
 * @param kind the function
 * @param arguments the cells of its arguments
 * @param isDistinct whether equal arguments count once
 * @param filter the cell that tells whether a row counts; -1 if all do
 * @param order the cells in whose order the arguments are taken
 * @param constant the value of {@link AggregateKind#CONSTANT}
 * @param type the type of the result
 */
public record Aggregation(
    AggregateKind kind,
    List<Integer> arguments,
    boolean isDistinct,
    int filter,
    List<SortKey> order,
    Optional<Object> constant,
    SqlType type) {

  /** Copies the lists. */
  public Aggregation {
    arguments = List.copyOf(arguments);
    order = List.copyOf(order);
  }

  /**
   * What a row adds to the accumulator of the call.
   *
   * @param row the cells
   * @return {@link Json#NULL} for a row that does not count
   */
  Object argument(@Nullable Object[] row) {
    if (filter >= 0 && !Boolean.TRUE.equals(row[filter])) {
      return Json.NULL;
    }
    if (kind == AggregateKind.SINGLE) {
      return List.of(Expression.stored(row[arguments.getFirst()]));
    }
    if (!kind.hasNulls() && hasNull(row)) {
      return Json.NULL;
    }
    return kind.isOrdered() ? placed(row) : value(row);
  }

  /** Whether an argument is NULL; the separator of a text is none. */
  private boolean hasNull(@Nullable Object[] row) {
    int count = kind == AggregateKind.TEXTS ? 1 : arguments.size();
    return arguments.stream().limit(count).anyMatch(argument -> row[argument] == null);
  }

  private boolean isOfSpans() {
    return type == SqlType.INTERVAL
        && (kind == AggregateKind.MIN || kind == AggregateKind.MAX || kind == AggregateKind.ANY);
  }

  private Object value(@Nullable Object[] row) {
    if (arguments.isEmpty()) {
      return true;
    }
    if (arguments.size() == 1) {
      Object only = Expression.stored(row[arguments.getFirst()]);
      return isOfSpans()
          ? List.of(new BigDecimal(Intervals.total((SqlType.Interval) only)), only)
          : only;
    }
    List<Object> values = new ArrayList<>();
    arguments.forEach(argument -> values.add(Expression.stored(row[argument])));
    return List.copyOf(values);
  }

  /** The arguments with their place in the order before them. */
  private Object placed(@Nullable Object[] row) {
    List<Object> placed = new ArrayList<>();
    placed.add(SortKey.position(order, row));
    boolean isText = kind == AggregateKind.TEXTS;
    for (int argument : arguments) {
      Object cell = row[argument];
      placed.add(isText && cell == null ? "" : Expression.stored(cell));
    }
    return List.copyOf(placed);
  }

  /** The accumulator of no rows. */
  Object initial() {
    return new Accumulated(0, kind.initial(isDistinct));
  }

  /** The accumulator with an argument more. */
  Object add(Object accumulated, Object argument) {
    Accumulated before = (Accumulated) accumulated;
    return argument == Json.NULL
        ? before
        : new Accumulated(before.count + 1, kind.add(before.inner, argument, isDistinct));
  }

  /** The accumulator with an argument less. */
  Object remove(Object accumulated, Object argument) {
    Accumulated before = (Accumulated) accumulated;
    return argument == Json.NULL
        ? before
        : new Accumulated(before.count - 1, kind.remove(before.inner, argument, isDistinct));
  }

  /** The result; null for NULL. */
  @Nullable Object result(Object accumulated) {
    Accumulated all = (Accumulated) accumulated;
    if (kind == AggregateKind.CONSTANT) {
      return constant.orElse(null);
    }
    Object result = kind.result(all.count, all.inner, isDistinct, type);
    if (result instanceof BigDecimal number) {
      return Decimals.bounded(number);
    }
    return isOfSpans() && result instanceof List<?> pair ? pair.get(1) : result;
  }

  /** The number of the arguments, and what the function keeps of them. */
  record Accumulated(long count, Object inner) {}
}
