package io.skipruntime.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The normal form of keys and values.
 *
 * <p>In normal form, two values of one class are equal in the sense of {@code equals} exactly if
 * {@link CanonicalOrder} finds them equal, and their hash codes agree: −0.0 is 0.0, a BigDecimal
 * has no trailing zeros, lists, sets and maps are immutable, sets and maps iterate in canonical
 * order, all of that at any depth. That does not hold where parts may be numbers of several
 * classes, as the elements of a list that its author gave no type: [1L] and [1.0] are the same
 * JSON, but not equal.
 *
 * <p>What is in normal form is found so without a copy; of a class all of whose values are, by
 * looking at the class alone.
 */
public final class CanonicalKey {

  private CanonicalKey() {}

  /**
   * The normal form of {@code key}, which is {@code key} itself where it is in normal form.
   *
   * @throws IllegalArgumentException for a value of an unsupported class, NaN or an infinity, at
   *     any depth; the message says where, which, and what is supported
   */
  public static Object of(Object key) {
    try {
      return part(key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(describe(key, e), e);
    }
  }

  /** As {@link #of} for a part of what {@code of} was given, whose place is found there. */
  static Object part(Object part) {
    if (part instanceof Long || part instanceof String || part instanceof Integer) {
      return part;
    }
    return Form.of(part).normal(part);
  }

  /** The message of a failure, after the place of the part that it is about. */
  private static String describe(Object whole, IllegalArgumentException failure) {
    String path = whole instanceof Record ? whole.getClass().getSimpleName() : "";
    IllegalArgumentException innermost = failure;
    Object at = whole;
    for (Culprit next = culprit(at); next != null; next = culprit(at)) {
      path += next.step();
      innermost = next.failure();
      at = next.part();
    }
    return (at == whole ? "" : path + ": ") + innermost.getMessage();
  }

  /** A part that has no normal form; {@code part} is any object without parts if it is null. */
  private record Culprit(String step, Object part, IllegalArgumentException failure) {}

  private static @Nullable Culprit culprit(Object whole) {
    switch (whole) {
      case Record record -> {
        RecordShape shape = RecordShape.of(record.getClass());
        for (int i = 0; i < shape.size(); i++) {
          Culprit found = check("." + shape.name(i), present(shape.get(record, i)));
          if (found != null) {
            return found;
          }
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          Culprit found = check("[" + i + "]", list.get(i));
          if (found != null) {
            return found;
          }
        }
      }
      case Set<?> set -> {
        for (Object element : set) {
          Culprit found = check("[element]", element);
          if (found != null) {
            return found;
          }
        }
      }
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          Culprit key = check("[key " + entry.getKey() + "]", entry.getKey());
          Culprit found = key == null ? check("[" + entry.getKey() + "]", entry.getValue()) : key;
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
  private static @Nullable Culprit check(String step, @Nullable Object part) {
    try {
      part(part);
      return null;
    } catch (IllegalArgumentException e) {
      return new Culprit(step, part == null ? "" : part, e);
    }
  }
}
