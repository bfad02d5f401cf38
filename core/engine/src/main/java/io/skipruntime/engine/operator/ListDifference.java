package io.skipruntime.engine.operator;

import io.skipruntime.json.CanonicalValue;
import java.util.List;

/**
 * The parts of two lists that are between their common ends.
 *
 * @param gone that of the first one
 * @param come that of the second one
 */
record ListDifference(List<Object> gone, List<Object> come) {

  /** The difference of two lists, as views of them. */
  static ListDifference of(List<Object> was, List<Object> is) {
    int shorter = Math.min(was.size(), is.size());
    int prefix = 0;
    while (prefix < shorter && CanonicalValue.areSame(was.get(prefix), is.get(prefix))) {
      prefix++;
    }
    int suffix = 0;
    while (suffix < shorter - prefix
        && CanonicalValue.areSame(
            was.get(was.size() - 1 - suffix), is.get(is.size() - 1 - suffix))) {
      suffix++;
    }
    return new ListDifference(
        was.subList(prefix, was.size() - suffix), is.subList(prefix, is.size() - suffix));
  }
}
