package io.skipruntime.engine;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonString;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The entries of a collection that a page of it is to show: those whose keys are in a range, and
 * begin with a prefix, as far as there is room. Immutable.
 *
 * @param from the least key, or a key that is less than those wanted; empty for the first
 * @param after the key after which the page begins, that of the last entry of the page before;
 *     empty for none
 * @param to the greatest key that is wanted; empty for the last
 * @param prefix what keys begin with: a text, or an array of the first elements; empty for any key
 * @param most how many entries the page may have, at least 1
 */
public record EntrySelection(
    Optional<Json> from, Optional<Json> after, Optional<Json> to, Optional<Json> prefix, int most) {

  /**
   * Checks the selection.
   *
   * @throws IllegalArgumentException if {@code most} is less than 1, or the prefix is neither a
   *     text nor an array
   */
  public EntrySelection {
    if (most < 1) {
      throw new IllegalArgumentException("a page has at least 1 entry, not " + most);
    }
    prefix.ifPresent(EntrySelection::requirePrefix);
  }

  /** The first entries of a collection. */
  public static EntrySelection first(int most) {
    return new EntrySelection(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), most);
  }

  private static void requirePrefix(Json prefix) {
    if (!(prefix instanceof JsonString) && !(prefix instanceof JsonArray)) {
      throw new IllegalArgumentException("a prefix is a text or an array, not " + prefix);
    }
  }

  /** The keys before which no entry is wanted; none if the first there is may be. */
  List<Json> starts() {
    return Stream.of(from, after, prefix).flatMap(Optional::stream).toList();
  }

  /** Whether a key begins with the prefix, or there is none. */
  boolean hasPrefix(Object key) {
    if (prefix.isEmpty()) {
      return true;
    }
    return switch (prefix.get()) {
      case JsonString(String start) ->
          Json.from(key) instanceof JsonString(String text) && text.startsWith(start);
      case JsonArray start ->
          Json.from(key) instanceof JsonArray array
              && beginsWith(array.elements(), start.elements());
      default -> false;
    };
  }

  private static boolean beginsWith(List<Json> elements, List<Json> start) {
    return elements.size() >= start.size() && elements.subList(0, start.size()).equals(start);
  }
}
