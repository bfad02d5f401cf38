package io.skipruntime.oracle;

import java.util.List;

/**
 * The operation of a generated program's node; {@link Wiring} says how it is carried out, {@link
 * Mapping} for mappers.
 */
enum Operator {
  // collections as they are
  INPUT,
  EXTERNAL,
  PASS,
  /** What it is applied to, unless its number says that describing it fails. */
  STOP,
  // mappers that look at their entry only
  SHIFT,
  SAME,
  PARITY,
  SWAP,
  SPREAD,
  COLLAPSE,
  CONSTANT,
  FILTER,
  TWICE,
  COUNTED,
  UNIQUE,
  THROW,
  // mappers that look up other collections
  LOOKUP,
  FIND,
  NEED,
  DEFAULT,
  MISSING,
  SIZE,
  /** Looks up its own key in a collection that is given as colocated. */
  BESIDE,
  ASK,
  ASK_SAFELY,
  // mappers that create collections
  NEST,
  // the rest
  REDUCE,
  MAP_REDUCE,
  SLICE,
  SLICES,
  TAKE,
  PAGE,
  FILL,
  MERGE,
  // rows
  KEEP,
  TURN,
  KEY_BY,
  DISTINCT,
  TOP,
  TOP_BY,
  DURING,
  WINDOW,
  // rows of two collections
  JOIN,
  LEFT_JOIN,
  SEMI_JOIN,
  ANTI_JOIN,
  JOIN_ON,
  REFER,
  CLOSURE,
  /** In resources: reads what was built before, and goes on with a number that depends on it. */
  PEEK,
  LAZY,
  LAZY_CHAIN,
  LAZY_THROW,
  LAZY_OVER;

  static final List<Operator> ALL = List.of(values());

  boolean isLazy() {
    return compareTo(LAZY) >= 0;
  }

  /** Whether it is a mapper, which MAP_REDUCE can have inside. */
  boolean isMapper() {
    return compareTo(SHIFT) >= 0 && compareTo(NEST) < 0;
  }

  /** Whether it is a mapper that looks up a second collection. */
  boolean looksUp() {
    return compareTo(LOOKUP) >= 0 && compareTo(ASK_SAFELY) <= 0;
  }

  /** Whether it is applied to two collections with keys of one kind. */
  boolean joinsKeys() {
    return compareTo(JOIN) >= 0 && compareTo(ANTI_JOIN) <= 0;
  }

  /** Whether what it looks up is a lazy collection. */
  boolean asks() {
    return this == ASK || this == ASK_SAFELY || this == LAZY_OVER;
  }
}
