package io.skipruntime;

/** A function asked for the unique value of a key that has none, or several. */
public class NonUniqueValueException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Values of a key that are not exactly one. */
  public NonUniqueValueException(Object key, int count) {
    super(message(key, count));
  }

  /**
   * Values of a key that are not exactly one.
   *
   * @param collection the name of the collection that has the key, as messages give it
   */
  public NonUniqueValueException(Object key, int count, String collection) {
    super(message(key, count) + " in " + collection);
  }

  private static String message(Object key, int count) {
    return "expected one value for key " + key + ", found " + (count == 0 ? "none" : count);
  }

  /** Values, of whichever key, that are more than one. */
  public NonUniqueValueException(int count) {
    super("expected one value, found " + count);
  }
}
