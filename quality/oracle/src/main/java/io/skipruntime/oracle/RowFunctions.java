package io.skipruntime.oracle;

import io.skipruntime.Order;
import io.skipruntime.Pair;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

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

  /** An order with ties, ascending or not. */
  static Order<Object> order(int number) {
    Order<Object> coarse = Order.by(new Grouping(number));
    Order<Object> turned = number % 2 == 0 ? coarse : coarse.descending();
    return number % 3 == 0 ? turned : turned.then(new Turning(Kind.STRING, number));
  }
}
