package io.skipruntime.json;

/**
 * The use of a value, on which its normal form depends.
 *
 * <p>A key is found by the number that it holds, so its decimal numbers have no zeros at the end of
 * the fraction. A value keeps what was written. The elements of sets and the keys of maps are keys
 * wherever they are.
 */
enum NormalForm {

  /** A key that is looked up, or parameters, which are the key of an instance. */
  KEY(JsonDepth.MAX_READ),

  /** A key that is stored in a collection. */
  STORED_KEY(JsonDepth.MAX_STORED),

  /** A value that is stored in a collection. */
  VALUE(JsonDepth.MAX_STORED),

  /** An end of a range of keys, which need not be a key itself. */
  BOUND(JsonDepth.MAX_READ);

  private final int maxDepth;

  NormalForm(int maxDepth) {
    this.maxDepth = maxDepth;
  }

  /** Whether what is looked up, sorted or stored by it is a key. */
  boolean isKey() {
    return this != VALUE;
  }

  /** What the elements of a set or the keys of a map are to be. */
  NormalForm ofKeys() {
    return this == VALUE ? STORED_KEY : this;
  }

  /**
   * The depth inside of a list, set, map or record that {@code depth} others are around.
   *
   * @throws IllegalArgumentException if that is too deep
   */
  int inside(int depth) {
    return JsonDepth.deeper(depth, maxDepth);
  }

  /**
   * Checks the depth of a document that {@code depth} lists, sets, maps or records are around.
   *
   * @throws IllegalArgumentException if that is too deep
   */
  void requireRoomFor(Json json, int depth) {
    JsonDepth.checked(depth + JsonDepth.of(json), maxDepth);
  }

  /** The normal form of a part that {@code depth} lists, sets, maps or records are around. */
  Object of(Object part, int depth) {
    if (part instanceof Long || part instanceof Integer) {
      return part;
    }
    if (part instanceof String text) {
      return Utf8.requireWellFormed(text);
    }
    return Form.of(part).normal(part, this, depth);
  }
}
