package io.skipruntime.engine.operator;

import io.skipruntime.Order;
import io.skipruntime.SkipException;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Immutability;
import java.util.List;

/**
 * The gate through which what functions make becomes contents: keys and values are taken in the
 * normal forms of {@link CanonicalKey} and {@link CanonicalValue}, so that they cannot be changed
 * afterwards and equal JSON is equal. Lists, sets and maps that may change are copied, also within
 * records; what cannot be made immutable is refused, and so is what readers of JSON would refuse:
 * NaN, lone surrogates, nesting of more than 500 levels, numbers out of range, maps with two keys
 * of the same text.
 */
final class Entering {

  private Entering() {}

  /** A key that a function made. */
  static Object key(Object key) {
    try {
      return CanonicalKey.stored(key);
    } catch (IllegalArgumentException e) {
      throw refused("key", e);
    }
  }

  /** The position that an author's order gives a value: keys, one after the other. */
  static List<Object> position(Order<Object> order, Object value) {
    List<Object> position = order.position(value);
    position.replaceAll(Entering::key);
    return position;
  }

  /** A value that a function made. */
  static Object value(Object value) {
    try {
      return CanonicalValue.of(value);
    } catch (IllegalArgumentException e) {
      throw refused("value", e);
    }
  }

  /** An accumulator that a function made; one that is not a value must be immutable by itself. */
  static Object accumulator(Object accumulator) {
    try {
      return CanonicalValue.of(accumulator);
    } catch (IllegalArgumentException e) {
      List<Immutability.Finding> findings = Immutability.check(accumulator);
      if (findings.isEmpty()) {
        return accumulator;
      }
      Immutability.Finding first = findings.getFirst();
      throw new SkipException(
          "it made an accumulator that might be changed: "
              + (first.path().isEmpty() ? "" : first.path() + ": ")
              + first.text(),
          e);
    }
  }

  private static SkipException refused(String what, IllegalArgumentException reason) {
    return new SkipException(
        "it made a " + what + " that cannot be kept: " + reason.getMessage(), reason);
  }
}
