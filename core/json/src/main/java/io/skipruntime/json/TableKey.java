package io.skipruntime.json;

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

  @Override
  public int compareTo(TableKey other) {
    return CanonicalOrder.INSTANCE.compare(key, other.key);
  }
}
