package io.skipruntime.engine.graph;

/**
 * The keys that stand for a collection as a whole, where reads and changes are noted. They are keys
 * of no collection, and each is equal to itself only.
 */
public final class WholeCollection {

  /** The key that stands for the number of keys. */
  public static final Object SIZE = named("size()");

  /** The key that stands for all keys: it changes whenever one does. */
  public static final Object ANY = named("any key");

  private WholeCollection() {}

  private static Object named(String name) {
    return new Object() {
      @Override
      public String toString() {
        return name;
      }
    };
  }
}
