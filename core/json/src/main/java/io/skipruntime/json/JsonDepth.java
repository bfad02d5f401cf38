package io.skipruntime.json;

/**
 * The depth of values: the number of arrays and objects that are one inside the other.
 *
 * <p>Every recursion over values, such as decoding, comparing, hashing and writing, goes as deep as
 * the value does. That no value is deeper than these limits is what bounds the stack.
 */
final class JsonDepth {

  /** The deepest nesting that is read. */
  static final int MAX_READ = 512;

  /**
   * The deepest nesting of a key or a value of a collection. The levels that are left are for what
   * is around it in a document: entries, lists of values, names of collections and streams.
   */
  static final int MAX_STORED = 500;

  /** An exception that says that a value is too deep, of which no part is to blame. */
  static final class TooDeep extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    TooDeep(int limit) {
      super("a value nested more than " + limit + " deep");
    }
  }

  private JsonDepth() {}

  static int of(Json json) {
    return switch (json) {
      case JsonArray array -> array.depth();
      case JsonObject object -> object.depth();
      default -> 0;
    };
  }

  /**
   * The depth one level further in.
   *
   * @throws IllegalArgumentException if that is more than {@code limit}
   */
  static int deeper(int depth, int limit) {
    return checked(depth + 1, limit);
  }

  /**
   * The depth itself.
   *
   * @throws IllegalArgumentException if it is more than {@code limit}
   */
  static int checked(int depth, int limit) {
    if (depth > limit) {
      throw new TooDeep(limit);
    }
    return depth;
  }
}
