package io.skipruntime.oracle;

import io.skipruntime.Expansion;
import io.skipruntime.Order;
import io.skipruntime.Pair;
import io.skipruntime.Reducers;
import io.skipruntime.WindowFunction;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The functions that generated programs give to operators on rows. */
final class RowFunctions {

  private RowFunctions() {}

  /** A condition that two of three values fulfil. */
  record Keeping(int residue) implements Predicate<Object> {
    @Override
    public boolean test(Object value) {
      return Math.floorMod(Kind.number(value) + residue, 3) != 0;
    }
  }

  /** A function to a value of another kind. */
  record Turning(Kind to, int shift) implements Function<Object, Object> {
    @Override
    public Object apply(Object value) {
      return to.of(Kind.number(value) + shift);
    }
  }

  /** Rows that are made of the values of a key that is made of a row. */
  record Following(Kind rows, Kind asked, int shift) implements Expansion<Object> {
    @Override
    public void expand(Object row, Found found, Consumer<? super Object> out) {
      for (Object value : found.get(0, asked.of(Kind.number(row) + shift))) {
        out.accept(rows.of(Kind.number(value) + shift));
      }
    }
  }

  /** A function to one of few groups. */
  record Grouping(int shift) implements Function<Object, Object> {
    @Override
    public Object apply(Object value) {
      return (long) Math.floorMod(Kind.number(value) + shift, 3);
    }
  }

  /** A function of two values. */
  record Combining(Kind to, int shift) implements BiFunction<Object, Object, Object> {
    @Override
    public Object apply(Object one, Object other) {
      return to.of(7 * Kind.number(one) + Kind.number(other) + shift);
    }
  }

  /** A function of a value and a number. */
  record Numbering(Kind to, int shift) implements BiFunction<Object, Long, Object> {
    @Override
    public Object apply(Object one, Long number) {
      return to.of(7 * Kind.number(one) + Kind.number(number) + shift);
    }
  }

  /** A function of one value, and of another if there is one. */
  record Completing(Kind to, int shift) implements BiFunction<Object, Optional<Object>, Object> {
    @Override
    public Object apply(Object one, Optional<Object> other) {
      return to.of(7 * Kind.number(one) + other.map(Kind::number).orElse(5) + shift);
    }
  }

  /** A function of two keys to one. */
  record Pairing(Kind to, int shift) implements BiFunction<Pair<Object, Object>, Object, Object> {
    @Override
    public Object apply(Pair<Object, Object> keys, Object value) {
      return to.of(3 * Kind.number(keys.first()) + Kind.number(keys.second()) + shift);
    }
  }

  /**
   * A function to a time: some values have none, and those of the others are some seconds apart.
   *
   * @param shift changes which value has which time
   * @param later how many times a minute is added
   */
  record Timing(int shift, int later) implements Function<Object, @Nullable Instant> {

    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

    @Override
    public @Nullable Instant apply(Object value) {
      int number = Kind.number(value) + shift;
      return (number + later) % 5 == 0 ? null : START.plusSeconds(7L * number + 60L * later);
    }
  }

  /**
   * A function of a row and of those around it.
   *
   * @param number says which
   * @param rows how many are looked at
   */
  static WindowFunction<Object, Object> window(Kind to, int number, int rows) {
    Completing completing = new Completing(to, number);
    Combining combining = new Combining(to, number);
    BiFunction<Object, Long, Object> numbering = new Numbering(to, number);
    int some = 1 + rows % 3;
    return switch (number % 9) {
      case 0 -> WindowFunction.lag(some, completing);
      case 1 -> WindowFunction.lead(some, completing);
      case 2 -> WindowFunction.first(combining);
      case 3 -> WindowFunction.last(combining);
      case 4 -> WindowFunction.rowNumber(numbering);
      case 5 -> WindowFunction.rank(numbering);
      case 6 -> WindowFunction.denseRank(numbering);
      case 7 -> WindowFunction.running(Reducers.median(), combining);
      default -> WindowFunction.rows(some, Reducers.min(), combining);
    };
  }

  /** An order with ties, ascending or not. */
  static Order<Object> order(int number) {
    Order<Object> coarse = Order.by(new Grouping(number));
    Order<Object> turned = number % 2 == 0 ? coarse : coarse.descending();
    return number % 3 == 0 ? turned : turned.then(new Turning(Kind.STRING, number));
  }
}
