package io.skipruntime.oracle;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * A resource of a program: it reads a node, and builds with a number that depends on what it read.
 *
 * @param reading how it reads
 * @param node number of the node it reads
 * @param keys kind of the keys of that node
 * @param chain what it builds, each operation over nodes or over the one before; not empty
 */
record ResourceLine(Reading reading, int node, Kind keys, List<Operation> chain) {

  /** How instantiate reads. */
  enum Reading {
    /** Not at all. */
    NOTHING,
    /** The values of a key that may be missing. */
    GET,
    /** The value of a key, which fails unless there is exactly one. */
    UNIQUE,
    /** The number of keys. */
    SIZE,
    /** An entry of a lazy collection. */
    ASK;

    static final List<Reading> ALL = List.of(values());
  }

  ResourceLine {
    chain = List.copyOf(chain);
  }

  ResourceLine renumbered(IntUnaryOperator numbers) {
    return new ResourceLine(
        reading,
        numbers.applyAsInt(node),
        keys,
        chain.stream().map(each -> each.renumbered(numbers)).toList());
  }

  @Override
  public String toString() {
    return reading
        + ("(n" + node + ") " + keys + " | ")
        + chain.stream().map(Operation::toString).collect(Collectors.joining(" | "));
  }
}
