package io.skipruntime.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * An estimate of how large the collections of a program become. Joins of joins multiply values, and
 * mappers that create collections multiply the work for them: one program with millions of values
 * costs more than thousands of other programs, and shows nothing that they do not show.
 *
 * <p>The estimate takes values to be spread evenly over the keys, and inputs to be as full as
 * {@link Cases} makes them.
 */
final class Growth {

  /** The most values that a collection is to have. */
  private static final double MOST_VALUES = 20_000;

  /** The most values that the collections are to have which a mapper creates for its entries. */
  private static final double MOST_CREATED = 50_000;

  private static final double KEYS_OF_LONGS = 150;
  private static final double VALUES_OF_KEY = 1.3;

  /** How many values of a key {@link Mapping} and {@link NestedMapping} look at. */
  private static final double MAPPED_OF_KEY = 5;

  private static final double NESTED_OF_KEY = 3;

  /** How many values a lookup emits. */
  private static final double FOUND = 2;

  /** The groups that {@link RowFunctions.Grouping} and a collapsing mapper make. */
  private static final double GROUPS = 3;

  /** The number of keys of a collection, and of the values of all of them. */
  private record Size(double keys, double values) {

    Size {
      keys = Math.min(keys, values);
    }

    double valuesOfKey() {
      return values / Math.max(1, keys);
    }

    double first(double ofKey) {
      return Math.min(values, ofKey * keys);
    }
  }

  private final List<Size> sizes = new ArrayList<>();

  /**
   * The growth of a program.
   *
   * @param nodes each on earlier ones
   */
  Growth(List<Operation> nodes) {
    for (Operation node : nodes) {
      sizes.add(size(node, new Size(0, 0)));
    }
  }

  /** Whether an operation on nodes of the program stays small. */
  boolean staysSmall(Operation operation) {
    return staysSmall(List.of(operation));
  }

  /**
   * Whether operations stay small that are applied one after the other.
   *
   * @param chain each on nodes of the program or on the operation before
   */
  boolean staysSmall(List<Operation> chain) {
    Size previous = new Size(0, 0);
    for (Operation each : chain) {
      double created = created(each, previous);
      previous = size(each, previous);
      if (previous.values > MOST_VALUES || created > MOST_CREATED) {
        return false;
      }
    }
    return true;
  }

  /** How many values the collections have that a mapper creates, and those that it creates over. */
  private double created(Operation what, Size previous) {
    if (what.operator() != Operator.NEST) {
      return 0;
    }
    Operation inner = what.inner().orElseThrow();
    double each = size(inner, previous).values;
    for (int node : inner.on()) {
      each = Math.max(each, size(node, previous).values);
    }
    return each * size(what.on().getFirst(), previous).first(NESTED_OF_KEY);
  }

  private Size size(int node, Size previous) {
    return node == Operation.PREVIOUS ? previous : sizes.get(node);
  }

  private Size size(Operation what, Size previous) {
    if (what.on().isEmpty()) {
      double keys = what.key() == Kind.LONG ? KEYS_OF_LONGS : what.key().size();
      return new Size(keys, keys * VALUES_OF_KEY);
    }
    Size first = size(what.on().getFirst(), previous);
    Size last = size(what.on().getLast(), previous);
    double mapped = first.first(MAPPED_OF_KEY);
    double keysOfKind = what.key().size();
    return switch (what.operator()) {
      case TWICE -> new Size(first.keys + 1, 3 * mapped);
      case SPREAD -> new Size(keysOfKind, 3 * mapped);
      case COLLAPSE -> new Size(GROUPS, mapped);
      case CONSTANT -> new Size(1, mapped);
      case SWAP -> new Size(Math.max(keysOfKind, first.keys), mapped);
      case LOOKUP, ASK, ASK_SAFELY -> new Size(first.keys, FOUND * mapped);
      case NEST -> new Size(first.keys, (FOUND + 1) * first.first(NESTED_OF_KEY));
      case REDUCE, MAP_REDUCE, COUNTED -> new Size(first.keys, first.keys);
      case KEY_BY -> new Size(keysOfKind, first.values);
      case MERGE -> merged(what, previous);
      case JOIN, LEFT_JOIN, REFER ->
          new Size(first.keys, first.values * Math.max(1, last.valuesOfKey()));
      case CLOSURE -> {
        double rows = Math.max(keysOfKind, first.values);
        yield new Size(rows, rows);
      }
      case JOIN_ON -> new Size(keysOfKind, first.values * last.values / GROUPS);
      default -> what.operator().isMapper() ? new Size(first.keys, mapped) : first;
    };
  }

  private Size merged(Operation what, Size previous) {
    double keys = 0;
    double values = 0;
    for (int node : what.on()) {
      Size each = size(node, previous);
      keys = Math.max(keys, each.keys);
      values += each.values;
    }
    return new Size(keys, values);
  }
}
