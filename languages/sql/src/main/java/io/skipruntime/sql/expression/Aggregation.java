package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlType;
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
    for (int argument : arguments) {
      if (row[argument] == null) {
        return Json.NULL;
      }
    }
    return kind == AggregateKind.TEXTS ? placed(row) : value(row);
  }

  private Object value(@Nullable Object[] row) {
    if (arguments.isEmpty()) {
      return true;
    }
    if (arguments.size() == 1) {
      return Expression.stored(row[arguments.getFirst()]);
    }
    List<Object> values = new ArrayList<>();
    arguments.forEach(argument -> values.add(Expression.stored(row[argument])));
    return List.copyOf(values);
  }

  /** A text with its place in the order and the separator before it. */
  private Object placed(@Nullable Object[] row) {
    String text = Casts.text(Expression.stored(row[arguments.getFirst()]));
    String separator =
        arguments.size() > 1 ? Casts.text(Expression.stored(row[arguments.get(1)])) : "";
    return List.of(SortKey.position(order, row), text, separator);
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
    return kind.result(all.count, all.inner, isDistinct, type);
  }

  /** The number of the arguments, and what the function keeps of them. */
  record Accumulated(long count, Object inner) {}
}
