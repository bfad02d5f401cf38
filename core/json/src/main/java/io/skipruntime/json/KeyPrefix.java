package io.skipruntime.json;

import java.util.ArrayList;
import java.util.List;

/**
 * The range of the keys that begin with given parts: of those whose JSON is an array, such as
 * tuples and lists, since arrays are in the order of their first element, then of the second, and
 * so on.
 *
 * <p>The range ends with an array that no array with the same beginning comes after: its last
 * element is greater than any value.
 */
public final class KeyPrefix {

  private static final Greatest GREATEST = new Greatest();

  /** The bound that every value comes before in canonical order. */
  static final class Greatest {

    private Greatest() {}

    @Override
    public String toString() {
      return "…";
    }
  }

  /**
   * The form of what is greatest: an object, since those come last, whose first name comes after
   * all strings, as it begins with a surrogate that no string begins with.
   */
  static final class GreatestForm extends Form {

    private static final String[] NAMES = {String.valueOf(Character.MAX_LOW_SURROGATE)};
    private static final Object[] VALUES = {Json.NULL};

    @Override
    JsonKind kind(Object value) {
      return JsonKind.OBJECT;
    }

    @Override
    String[] names(Object value) {
      return NAMES;
    }

    @Override
    Object[] values(Object value) {
      return VALUES;
    }

    @Override
    void write(JsonWriter out, Object value) {
      throw new IllegalArgumentException("the end of a range of keys is no value");
    }

    @Override
    Object normal(Object value, NormalForm form, int depth) {
      if (form != NormalForm.BOUND) {
        throw new IllegalArgumentException("the end of a range of keys is no value");
      }
      return value;
    }
  }

  private KeyPrefix() {}

  /** The least key that begins with the given parts. */
  public static List<Object> first(List<?> parts) {
    return List.copyOf(parts);
  }

  /**
   * What comes after all keys that begin with the given parts, and before all others behind them.
   */
  public static List<Object> last(List<?> parts) {
    List<Object> last = new ArrayList<>(parts);
    last.add(GREATEST);
    return List.copyOf(last);
  }
}
