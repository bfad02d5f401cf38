package io.skipruntime.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The normal form of keys.
 *
 * <p>In normal form, two keys of one class are equal in the sense of {@code equals} exactly if
 * {@link CanonicalOrder} finds them equal, and their hash codes agree: −0.0 is 0.0, a decimal
 * number has no zeros at the end of its fraction, lists, sets and maps are immutable, sets and maps
 * iterate in canonical order, all of that at any depth. That does not hold where parts may be
 * numbers of several classes, as the elements of a list that its author gave no type: [1L] and
 * [1.0] are the same JSON, but not equal.
 *
 * <p>What is in normal form is found so without a copy; of a class all of whose values are, by
 * looking at the class alone. {@link CanonicalValue} is the normal form of values.
 */
public final class CanonicalKey {

  private CanonicalKey() {}

  /**
   * The normal form of {@code key}, which is {@code key} itself where it is in normal form.
   *
   * @throws IllegalArgumentException for a value of an unsupported class, NaN, an infinity, a lone
   *     surrogate, a date or time outside of the years 0 to 9999, a map with two keys of the same
   *     text, or nesting of more than 512 levels, at any depth; the message says where, which, and
   *     what is supported
   */
  public static Object of(Object key) {
    return of(key, NormalForm.KEY);
  }

  /**
   * As {@link #of} for a key that is to be stored in a collection, which may be nested up to 500
   * deep.
   *
   * @throws IllegalArgumentException as {@link #of} does
   */
  public static Object stored(Object key) {
    return of(key, NormalForm.STORED_KEY);
  }

  /**
   * As {@link #of} for an end of a range of keys, which may be a date or time of any year.
   *
   * @throws IllegalArgumentException as {@link #of} does
   */
  public static Object bound(Object bound) {
    return of(bound, NormalForm.BOUND);
  }

  /**
   * A key that is given as JSON, in the form in which it is found among others.
   *
   * @param other one of the keys among which it is looked for: where those are dates or times, so
   *     is the one that a text stands for, with however many digits it is written
   */
  public static Object among(Json key, Object other) {
    TimeText<?> times = TimeText.of(other);
    Object time =
        times != null && key instanceof JsonString(String text) ? times.parse(text) : null;
    return time == null ? of(key) : time;
  }

  static Object of(Object whole, NormalForm form) {
    try {
      return form.of(whole, 0);
    } catch (IllegalArgumentException e) {
      String message = e instanceof JsonDepth.TooDeep ? e.getMessage() : describe(whole, form, e);
      throw new IllegalArgumentException(message, e);
    }
  }

  /** The message of a failure, after the place of the part that it is about. */
  private static String describe(Object whole, NormalForm form, IllegalArgumentException failure) {
    String path = whole instanceof Record ? whole.getClass().getSimpleName() : "";
    IllegalArgumentException innermost = failure;
    Object at = whole;
    for (Culprit next = culprit(at, form); next != null; next = culprit(at, form)) {
      path += next.step();
      innermost = next.failure();
      at = next.part();
    }
    return (at == whole ? "" : path + ": ") + innermost.getMessage();
  }

  /** A part that has no normal form; {@code part} is any object without parts if it is null. */
  private record Culprit(String step, Object part, IllegalArgumentException failure) {}

  private static @Nullable Culprit culprit(Object whole, NormalForm form) {
    switch (whole) {
      case Record record -> {
        RecordShape shape = RecordShape.of(record.getClass());
        for (int i = 0; i < shape.size(); i++) {
          Culprit found = check("." + shape.name(i), present(shape.get(record, i)), form);
          if (found != null) {
            return found;
          }
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          Culprit found = check("[" + i + "]", list.get(i), form);
          if (found != null) {
            return found;
          }
        }
      }
      case Set<?> set -> {
        for (Object element : set) {
          Culprit found = check("[element]", element, form);
          if (found != null) {
            return found;
          }
        }
      }
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          Culprit key = check("[key " + entry.getKey() + "]", entry.getKey(), form.ofKeys());
          Culprit found =
              key == null ? check("[" + entry.getKey() + "]", entry.getValue(), form) : key;
          if (found != null) {
            return found;
          }
        }
      }
      default -> {}
    }
    return null;
  }

  /** The value of a component as its form sees it: what is absent is as good as JSON's null. */
  private static Object present(@Nullable Object component) {
    Object content = component instanceof Optional<?> optional ? optional.orElse(null) : component;
    return content == null ? Json.NULL : content;
  }

  @SuppressWarnings("NullAway") // A list or map may hold null in spite of its declaration.
  private static @Nullable Culprit check(String step, @Nullable Object part, NormalForm form) {
    try {
      form.of(part, 0);
      return null;
    } catch (IllegalArgumentException e) {
      return new Culprit(step, part == null ? "" : part, e);
    }
  }
}
