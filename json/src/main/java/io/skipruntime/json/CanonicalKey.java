package io.skipruntime.json;

/**
 * The normal form of keys.
 *
 * <p>In normal form, two values of one class are equal in the sense of {@code equals} exactly if
 * {@link CanonicalOrder} finds them equal, and their hash codes agree: −0.0 is 0.0, a BigDecimal
 * has no trailing zeros, lists, sets and maps are immutable, sets and maps iterate in canonical
 * order, all of that at any depth.
 */
public final class CanonicalKey {

  private CanonicalKey() {}

  /**
   * The normal form of {@code key}, which is {@code key} itself where it is in normal form.
   *
   * @throws IllegalArgumentException for a value of an unsupported class, NaN or an infinity, at
   *     any depth; the message says which and what is supported
   */
  public static Object of(Object key) {
    if (key instanceof Long || key instanceof String || key instanceof Integer) {
      return key;
    }
    return Form.of(key).normal(key);
  }
}
