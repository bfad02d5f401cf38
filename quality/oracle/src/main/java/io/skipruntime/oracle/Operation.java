package io.skipruntime.oracle;

import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * An operator applied to collections of a program.
 *
 * @param operator what it does
 * @param on numbers of the nodes it is applied to, or {@link #PREVIOUS}
 * @param key kind of its keys
 * @param value kind of its values
 * @param asked kind of the keys of the collection that it looks up
 * @param a a number that the operator may use
 * @param b another
 * @param inner what a mapper creates, or the mapper of a MAP_REDUCE; its {@code on} begins with
 *     that of this operation where it is a mapper
 */
record Operation(
    Operator operator,
    List<Integer> on,
    Kind key,
    Kind value,
    Kind asked,
    int a,
    int b,
    Optional<Operation> inner) {

  /** Stands for what the operation before made, in a resource. */
  static final int PREVIOUS = -1;

  Operation {
    on = List.copyOf(on);
  }

  static Operation of(Operator operator, List<Integer> on, Kind key, Kind value) {
    return new Operation(operator, on, key, value, Kind.LONG, 0, 0, Optional.empty());
  }

  Operation with(int newA, int newB) {
    return new Operation(operator, on, key, value, asked, newA, newB, inner);
  }

  Operation asking(Kind keys) {
    return new Operation(operator, on, key, value, keys, a, b, inner);
  }

  Operation containing(Operation created) {
    return new Operation(operator, on, key, value, asked, a, b, Optional.of(created));
  }

  /** The same on nodes with other numbers. */
  Operation renumbered(IntUnaryOperator numbers) {
    return new Operation(
        operator,
        on.stream().map(i -> i == PREVIOUS ? i : numbers.applyAsInt(i)).toList(),
        key,
        value,
        asked,
        a,
        b,
        inner.map(created -> created.renumbered(numbers)));
  }

  @Override
  public String toString() {
    return operator
        + on.stream().map(Operation::nodeName).collect(Collectors.joining(",", "(", ")"))
        + (" " + key + " " + value + " " + asked + " " + a + " " + b)
        + inner.map(created -> " [" + created + "]").orElse("");
  }

  private static String nodeName(int number) {
    return number == PREVIOUS ? "it" : "n" + number;
  }
}
