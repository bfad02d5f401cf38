package io.skipruntime.json;

import java.security.SecureRandom;

/**
 * A key as hash tables of {@code java.util} are to hold it where others choose the keys: such a
 * table finds keys of equal hash codes by their order if they have one, so that no keys that are
 * made to have one hash code make it slow. Two are equal if their keys are. Immutable.
 *
 * @param key a key of the classes that {@link CanonicalKey} takes
 */
public record TableKey(Object key) implements Comparable<TableKey> {

  /**
   * The normal form of a key.
   *
   * @throws IllegalArgumentException as {@link CanonicalKey#of} does
   */
  public static TableKey normal(Object key) {
    return new TableKey(CanonicalKey.of(key));
  }

  /**
   * A key as a table of any objects is to hold it: itself if it is a text, whose order such a table
   * knows, which costs less.
   */
  public static Object held(Object key) {
    return key instanceof String ? key : new Held(key);
  }

  /** The key that {@link #held} was given. */
  public static Object given(Object held) {
    return held instanceof Held(Object key) ? key : held;
  }

  @Override
  public int compareTo(TableKey other) {
    return CanonicalOrder.INSTANCE.compare(key, other.key);
  }

  /**
   * A key that is no text, in a table that has texts, too. Such a table has no order for keys of
   * different classes, so what others send must not decide which of them have one hash code.
   */
  private record Held(Object key) implements Comparable<Held> {

    private static final int SECRET = new SecureRandom().nextInt();

    @Override
    public int hashCode() {
      return key.hashCode() ^ SECRET;
    }

    @Override
    public int compareTo(Held other) {
      return CanonicalOrder.INSTANCE.compare(key, other.key);
    }
  }
}
