package io.skipruntime.sql.expression;

import io.skipruntime.Aggregator;
import io.skipruntime.Reducers;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate functions. Arguments that are NULL do not count. What a function keeps of its
 * arguments depends on which there are and not on their order: sums are exact, and a sum or mean of
 * doubles is rounded once, at the end. A function of distinct arguments, and one that needs them in
 * order, keeps all of them.
 */
public enum AggregateKind {
  /** The number of rows, or of arguments. */
  COUNT,
  /** The sum; NULL of nothing. */
  SUM,
  /** The sum; 0 of nothing. */
  SUM_OR_ZERO,
  /** The mean. */
  AVG,
  /** The least argument. */
  MIN,
  /** The greatest argument. */
  MAX,
  /** Any argument: the least one. */
  ANY,
  /** Whether all arguments are true. */
  ALL_TRUE,
  /** Whether an argument is true. */
  ANY_TRUE,
  /** The variance of a sample. */
  VAR_SAMPLE,
  /** The variance of a population. */
  VAR_POPULATION,
  /** The square root of the variance of a sample. */
  STDDEV_SAMPLE,
  /** The square root of the variance of a population. */
  STDDEV_POPULATION,
  /** All texts, each but the first with its separator before it. */
  TEXTS,
  /** The array of all values, NULL among them. */
  ARRAY,
  /** The document that is the array of all values. */
  DOCUMENTS,
  /** The document of names and values. */
  MEMBERS,
  /** The number that a fraction of all numbers is at most, between two of them. */
  PERCENTILE_CONTINUOUS,
  /** The first value that a fraction of all values is at most. */
  PERCENTILE_DISCRETE,
  /** The value that is there most often. */
  MODE,
  /** The bits that all whole numbers have. */
  BITS_OF_ALL,
  /** The bits that a whole number has. */
  BITS_OF_ANY,
  /** The bits that an odd number of whole numbers has. */
  BITS_OF_ODD,
  /** The correlation of two numbers. */
  CORR,
  /** The covariance of a population. */
  COVAR_POP,
  /** The covariance of a sample. */
  COVAR_SAMP,
  /** The slope of the line nearest to points. */
  REGR_SLOPE,
  /** The height of that line at 0. */
  REGR_INTERCEPT,
  /** The square of the correlation. */
  REGR_R2,
  /** The number of points. */
  REGR_COUNT,
  /** The mean of the second numbers. */
  REGR_AVGX,
  /** The mean of the first numbers. */
  REGR_AVGY,
  /** The sum of the squares of the second numbers from their mean. */
  REGR_SXX,
  /** The sum of the squares of the first numbers from their mean. */
  REGR_SYY,
  /** The sum of the products of both numbers from their means. */
  REGR_SXY,
  /** The only argument, NULL or not; fails if there are several. */
  SINGLE,
  /** A constant. */
  CONSTANT;

  /** Sums of numbers and of their squares, as decimals without zeros at the end. */
  private record Sums(BigDecimal sum, BigDecimal squares) {
    static final Sums NONE = new Sums(BigDecimal.ZERO, BigDecimal.ZERO);

    Sums plus(Object value, boolean hasSquares, int sign) {
      BigDecimal number = value instanceof Boolean ? BigDecimal.ONE : Decimals.of(value);
      BigDecimal signed = sign > 0 ? number : number.negate();
      return new Sums(
          stripped(sum.add(signed)),
          hasSquares ? stripped(squares.add(signed.multiply(number))) : squares);
    }
  }

  private static BigDecimal stripped(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** The number of arguments that are true. */
  private record Votes(long yes) {}

  private static final Aggregator<Object, Object, List<Object>> ALL = untyped(Reducers.collect());
  private static final Aggregator<Object, Object, Object> LEAST = untyped(Reducers.min());
  private static final Aggregator<Object, Object, Object> GREATEST = untyped(Reducers.max());

  @SuppressWarnings("unchecked") // an aggregator is given back what it made
  private static <R> Aggregator<Object, Object, R> untyped(Aggregator<Object, ?, R> aggregator) {
    return (Aggregator<Object, Object, R>) aggregator;
  }

  /** Whether it keeps all arguments. */
  public boolean keepsAll(boolean isDistinct) {
    return (isDistinct && this != MIN && this != MAX && this != ANY)
        || isOrdered()
        || (compareTo(BITS_OF_ALL) >= 0 && compareTo(BITS_OF_ODD) <= 0)
        || this == SINGLE;
  }

  /** Whether it takes its arguments in an order. */
  public boolean isOrdered() {
    return compareTo(TEXTS) >= 0 && compareTo(MODE) <= 0;
  }

  /** Whether arguments that are NULL count. */
  boolean hasNulls() {
    return this == ARRAY || this == DOCUMENTS || this == MEMBERS;
  }

  private boolean isOfPairs() {
    return compareTo(CORR) >= 0 && compareTo(REGR_SXY) <= 0;
  }

  private boolean hasSquares() {
    return compareTo(VAR_SAMPLE) >= 0 && compareTo(STDDEV_POPULATION) <= 0;
  }

  private @Nullable Aggregator<Object, Object, ?> ordered(boolean isDistinct) {
    if (keepsAll(isDistinct)) {
      return ALL;
    }
    return switch (this) {
      case MIN, ANY -> LEAST;
      case MAX -> GREATEST;
      default -> null;
    };
  }

  Object initial(boolean isDistinct) {
    Aggregator<Object, Object, ?> ordered = ordered(isDistinct);
    if (ordered != null) {
      return Objects.requireNonNull(ordered.initial());
    }
    return switch (this) {
      case COUNT, CONSTANT -> Json.NULL;
      case ALL_TRUE, ANY_TRUE -> new Votes(0);
      default -> isOfPairs() ? Pairs.NONE : (Object) Sums.NONE;
    };
  }

  Object add(Object kept, Object argument, boolean isDistinct) {
    Aggregator<Object, Object, ?> ordered = ordered(isDistinct);
    return ordered != null ? ordered.add(kept, argument) : changed(kept, argument, 1);
  }

  Object remove(Object kept, Object argument, boolean isDistinct) {
    Aggregator<Object, Object, ?> ordered = ordered(isDistinct);
    return ordered != null
        ? Objects.requireNonNull(ordered.remove(kept, argument))
        : changed(kept, argument, -1);
  }

  private Object changed(Object kept, Object argument, int sign) {
    return switch (kept) {
      case Votes votes -> new Votes(votes.yes + ((Boolean) argument ? sign : 0));
      case Pairs pairs -> pairs.plus((List<?>) argument, sign);
      case SqlType.Interval sum -> added(sum, (SqlType.Interval) argument, sign);
      case Sums sums ->
          argument instanceof SqlType.Interval interval
              ? added(new SqlType.Interval(0, 0, 0), interval, sign)
              : sums.plus(argument, hasSquares(), sign);
      default -> kept;
    };
  }

  private static Object added(SqlType.Interval sum, SqlType.Interval argument, int sign) {
    return Intervals.plus(sum, sign > 0 ? argument : Intervals.negated(argument));
  }

  @Nullable Object result(long count, Object kept, boolean isDistinct, SqlType type) {
    if (keepsAll(isDistinct)) {
      return ofAll(ALL.result(kept), isDistinct, type);
    }
    if (this == COUNT || this == REGR_COUNT) {
      return count;
    }
    if (kept instanceof Pairs pairs) {
      return count == 0 ? null : ofSpread(pairs.spread(count));
    }
    if (count == 0) {
      return this == SUM_OR_ZERO ? as(BigDecimal.ZERO, type) : null;
    }
    return switch (this) {
      case MIN, ANY -> LEAST.result(kept);
      case MAX -> GREATEST.result(kept);
      case ALL_TRUE -> ((Votes) kept).yes == count;
      case ANY_TRUE -> ((Votes) kept).yes > 0;
      default ->
          kept instanceof SqlType.Interval interval
              ? (this == AVG ? Intervals.dividedBy(interval, count) : interval)
              : numeric(count, (Sums) kept, type);
    };
  }

  private @Nullable Object ofAll(List<Object> all, boolean isDistinct, SqlType type) {
    if (this == SINGLE) {
      return single(all);
    }
    List<Object> some = isDistinct ? distinct(all) : all;
    if (some.isEmpty() && this != SUM_OR_ZERO && this != COUNT) {
      return null;
    }
    if (isOrdered()) {
      return collected(some, type);
    }
    if (compareTo(BITS_OF_ALL) >= 0 && compareTo(BITS_OF_ODD) <= 0) {
      return switch (this) {
        case BITS_OF_ALL -> Collected.bits(some, -1, (a, b) -> a & b);
        case BITS_OF_ANY -> Collected.bits(some, 0, (a, b) -> a | b);
        default -> Collected.bits(some, 0, (a, b) -> a ^ b);
      };
    }
    Object kept = initial(false);
    for (Object each : some) {
      kept = add(kept, each, false);
    }
    return result(some.size(), kept, false, type);
  }

  private Object collected(List<Object> placed, SqlType type) {
    return switch (this) {
      case ARRAY -> Collected.array(placed);
      case DOCUMENTS -> Collected.documents(placed);
      case MEMBERS -> Collected.members(placed);
      case PERCENTILE_CONTINUOUS -> Collected.between(placed, type);
      case PERCENTILE_DISCRETE -> Collected.discrete(placed);
      case MODE -> Collected.mode(placed);
      default -> Collected.joined(placed);
    };
  }

  private @Nullable Double ofSpread(Pairs.Spread of) {
    Double slope = of.perXx(of.xy());
    boolean isFlat = of.xx() == 0 || of.yy() == 0;
    return switch (this) {
      case CORR -> isFlat ? null : (Double) (of.xy() / Math.sqrt(of.xx() * of.yy()));
      case COVAR_POP -> of.xy() / of.count();
      case COVAR_SAMP -> of.count() < 2 ? null : (Double) (of.xy() / (of.count() - 1));
      case REGR_SLOPE -> slope;
      case REGR_INTERCEPT -> slope == null ? null : (Double) (of.y() - of.x() * slope);
      case REGR_R2 ->
          slope == null ? null : of.yy() == 0 ? (Double) 1.0 : (Double) (slope * of.xy() / of.yy());
      case REGR_AVGX -> of.x();
      case REGR_AVGY -> of.y();
      case REGR_SXX -> of.xx();
      case REGR_SYY -> of.yy();
      default -> of.xy();
    };
  }

  private static @Nullable Object single(List<Object> all) {
    if (all.size() > 1) {
      throw SqlException.of(
          SqlException.SEVERAL_ROWS,
          "more than one row returned by a subquery used as an expression");
    }
    Object only = all.isEmpty() ? Json.NULL : ((List<?>) all.getFirst()).getFirst();
    return only == Json.NULL ? null : only;
  }

  /** One of all that are the same JSON, in the form of a key. */
  private static List<Object> distinct(List<Object> sorted) {
    List<Object> distinct = new ArrayList<>();
    for (Object each : sorted) {
      if (distinct.isEmpty() || CanonicalOrder.INSTANCE.compare(distinct.getLast(), each) != 0) {
        distinct.add(CanonicalKey.of(each));
      }
    }
    return distinct;
  }

  private @Nullable Object numeric(long count, Sums sums, SqlType type) {
    BigDecimal n = BigDecimal.valueOf(count);
    return switch (this) {
      case SUM, SUM_OR_ZERO -> as(sums.sum, type);
      case AVG -> as(mean(sums.sum, n), type);
      default -> deviation(count, sums, type);
    };
  }

  private static BigDecimal mean(BigDecimal sum, BigDecimal n) {
    return stripped(Decimals.quotient(sum, n));
  }

  private @Nullable Object deviation(long count, Sums sums, SqlType type) {
    boolean isSample = this == VAR_SAMPLE || this == STDDEV_SAMPLE;
    if (isSample && count == 1) {
      return null;
    }
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal above = n.multiply(sums.squares).subtract(sums.sum.multiply(sums.sum));
    BigDecimal below = n.multiply(isSample ? n.subtract(BigDecimal.ONE) : n);
    BigDecimal variance = Decimals.quotient(above, below);
    boolean isRoot = this == STDDEV_SAMPLE || this == STDDEV_POPULATION;
    return as(isRoot ? stripped(Decimals.root(variance)) : stripped(variance), type);
  }

  private static Object as(BigDecimal number, SqlType type) {
    return switch (type) {
      case DOUBLE -> Decimals.finite(number.doubleValue());
      case INTEGER, BIGINT -> whole(number, type);
      default -> number;
    };
  }

  private static Object whole(BigDecimal number, SqlType type) {
    try {
      return Decimals.fitting(number.setScale(0, RoundingMode.UNNECESSARY).longValueExact(), type);
    } catch (ArithmeticException e) {
      throw Decimals.outOfRange(type);
    }
  }
}
