package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition that compares what is made of a row with what is made of the time: it holds from some
 * time on, until some time, or both. Immutable.
 *
 * <ul>
 *   <li>{@code time} reads the time as its only cell, and never gives less for a later time. So the
 *       time at which a condition begins or ceases to hold is found by halving.
 * </ul>
 *
 * @param value what is made of a row, without the time
 * @param function how it is compared: {@code EQUAL}, {@code LESS}, {@code AT_MOST}, {@code GREATER}
 *     or {@code AT_LEAST}
 * @param time what is made of the time
 */
public record TimeBound(Expression value, Function function, Expression time) {

  /** No row is of a time before or after these. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");
  private static final int NANOS = 1_000_000_000;

  private static final Map<Function, Function> TURNED =
      Map.of(
          Function.EQUAL, Function.EQUAL,
          Function.LESS, Function.GREATER,
          Function.AT_MOST, Function.AT_LEAST,
          Function.GREATER, Function.LESS,
          Function.AT_LEAST, Function.AT_MOST);

  /** Whether an expression has the time of now in it. */
  public static boolean isTimed(Expression expression) {
    return expression instanceof Expression.Now
        || expression.parts().stream().anyMatch(TimeBound::isTimed);
  }

  /** The condition as a bound; empty if it is not of this form. */
  public static Optional<TimeBound> of(Expression condition) {
    if (!(condition instanceof Expression.Call call)
        || !(call.function() instanceof Function function)
        || !TURNED.containsKey(function)) {
      return Optional.empty();
    }
    Expression left = call.parts().get(0);
    Expression right = call.parts().get(1);
    if (isTimed(left) && !isTimed(right) && isRising(left)) {
      Function turned = Objects.requireNonNull(TURNED.get(function));
      return Optional.of(new TimeBound(right, turned, overTime(left)));
    }
    return isTimed(right) && !isTimed(left) && isRising(right)
        ? Optional.of(new TimeBound(left, function, overTime(right)))
        : Optional.empty();
  }

  /** Whether an expression of the time never gives less for a later time. */
  private static boolean isRising(Expression expression) {
    return switch (expression) {
      case Expression.Now now -> true;
      case Expression.Cast cast ->
          isRising(cast.of())
              && (cast.type() == SqlType.TIMESTAMPTZ
                  || cast.type() == SqlType.TIMESTAMP
                  || cast.type() == SqlType.DATE);
      case Expression.Call call
          when call.function() == TimeFunction.PLUS_INTERVAL
              || call.function() == TimeFunction.PLUS_DAYS ->
          isRising(call.parts().get(0)) && isFixed(call.parts().get(1));
      case Expression.Call call when call.function() == Function.DATE_TRUNC ->
          isFixed(call.parts().get(0)) && isRising(call.parts().get(1));
      default -> false;
    };
  }

  private static boolean isFixed(Expression expression) {
    return !(expression instanceof Expression.Cell)
        && !(expression instanceof Expression.Now)
        && expression.parts().stream().allMatch(TimeBound::isFixed);
  }

  private static Expression overTime(Expression expression) {
    Expression instant = new Expression.Cell(0, SqlType.TIMESTAMPTZ);
    return expression.rewritten(part ->
        part instanceof Expression.Now now
            ? now.type() == SqlType.TIMESTAMPTZ
                ? instant
                : new Expression.Cast(instant, now.type(), -1, 0)
            : part);
  }

  /** The time from which on the condition holds for a row; null for ever since. */
  private @Nullable Instant from(@Nullable Object[] row) {
    return switch (function) {
      case LESS -> first(row, order -> order > 0);
      case AT_MOST, EQUAL -> first(row, order -> order >= 0);
      default -> null;
    };
  }

  /** The time from which on the condition does not hold for a row any more; null for never. */
  private @Nullable Instant until(@Nullable Object[] row) {
    return switch (function) {
      case GREATER -> first(row, order -> order >= 0);
      case AT_LEAST, EQUAL -> first(row, order -> order > 0);
      default -> null;
    };
  }

  /**
   * The first time for which the order of what is made of it and of the row is as wanted; {@link
   * #LAST} if it never is.
   */
  private Instant first(@Nullable Object[] row, Predicate<Integer> isWanted) {
    Object wanted = value.evaluate(row);
    if (wanted == null || !isWanted.test(order(LAST, wanted))) {
      return LAST;
    }
    long least = FIRST.getEpochSecond();
    long most = LAST.getEpochSecond();
    while (least < most) {
      long middle = Math.floorDiv(least + most, 2);
      if (isWanted.test(order(Instant.ofEpochSecond(middle), wanted))) {
        most = middle;
      } else {
        least = middle + 1;
      }
    }
    long second = most - 1;
    int low = 0;
    int high = NANOS;
    while (low < high) {
      int middle = low + (high - low) / 2;
      if (isWanted.test(order(Instant.ofEpochSecond(second, middle), wanted))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return Instant.ofEpochSecond(second, high);
  }

  private int order(Instant at, Object wanted) {
    Object made = time.evaluate(new Object[] {at});
    return made == null ? -1 : Comparison.compare(made, wanted);
  }

  /** The condition that a row has a value to compare. */
  public Expression hasValue() {
    return new Expression.Is(value, Expression.Test.NULL, true);
  }

  /** The latest of the times from which on conditions hold; null for ever since. */
  public static @Nullable Instant latest(List<TimeBound> bounds, @Nullable Object[] row) {
    Instant latest = null;
    for (TimeBound bound : bounds) {
      Instant from = bound.from(row);
      latest = from != null && (latest == null || from.isAfter(latest)) ? from : latest;
    }
    return latest;
  }

  /** The first of the times from which on one of some conditions does not hold; null for never. */
  public static @Nullable Instant first(List<TimeBound> bounds, @Nullable Object[] row) {
    Instant first = null;
    for (TimeBound bound : bounds) {
      Instant until = bound.until(row);
      first = until != null && (first == null || until.isBefore(first)) ? until : first;
    }
    return first;
  }
}
