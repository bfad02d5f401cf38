package io.skipruntime.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The normal form of values, and when one is the same as another.
 *
 * <p>It is that of keys ({@link CanonicalKey}), with one difference: a decimal number keeps the
 * zeros at the end of its fraction, 100.00 stays 100.00. So a value that is replaced by one that is
 * written in another way is changed, although a key would be the same.
 */
public final class CanonicalValue {

  private static final ClassValue<Boolean> MAY_HOLD_JSON =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return mayHoldJson(type, new HashSet<>());
        }
      };

  private CanonicalValue() {}

  /**
   * The normal form of {@code value}, which is {@code value} itself where it is in normal form.
   *
   * @throws IllegalArgumentException for a value of an unsupported class, NaN, an infinity, a lone
   *     surrogate, an instant outside of the years 0 to 9999, a map with two keys of the same text,
   *     or nesting of more than 500 levels, at any depth; the message says where, which, and what
   *     is supported
   */
  public static Object of(Object value) {
    return CanonicalKey.of(value, NormalForm.VALUE);
  }

  /**
   * Whether two values in normal form are equal and are written as the same JSON text. {@code
   * equals} does not say that of {@link Json}, where 1.0 and 1.00 are equal.
   */
  public static boolean areSame(Object one, Object other) {
    if (Identity.same(one, other)) {
      return true;
    }
    return one.equals(other) && (!mayHoldJson(one) || areWrittenTheSame(one, other));
  }

  private static boolean mayHoldJson(Object value) {
    return !(value instanceof Long)
        && !(value instanceof String)
        && MAY_HOLD_JSON.get(value.getClass());
  }

  /** Whether a value of a class may be JSON, or have such a part, as far as can be seen from it. */
  private static boolean mayHoldJson(Type type, Set<Type> seen) {
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        if (mayHoldJson(argument, seen)) {
          return true;
        }
      }
      Class<?> raw = (Class<?>) generic.getRawType();
      return (raw.isRecord() || raw.isSealed()) && mayHoldJson(raw, seen);
    }
    if (!(type instanceof Class<?> known)) {
      return true;
    }
    if (known.isPrimitive() || ScalarForm.supports(known) || !seen.add(known)) {
      return false;
    }
    if (known.isRecord()) {
      for (RecordComponent component : known.getRecordComponents()) {
        if (mayHoldJson(component.getGenericType(), seen)) {
          return true;
        }
      }
      return false;
    }
    if (known.isSealed() && !Json.class.isAssignableFrom(known)) {
      for (Class<?> permitted : known.getPermittedSubclasses()) {
        if (mayHoldJson(permitted, seen)) {
          return true;
        }
      }
      return false;
    }
    return known != LongList.class;
  }

  /** Whether equal values have equal texts; the elements of sets and keys of maps always have. */
  private static boolean areWrittenTheSame(Object one, Object other) {
    return switch (one) {
      case JsonNumber number -> number.toString().equals(((JsonNumber) other).toString());
      case JsonArray array -> areAllSame(array.elements(), ((JsonArray) other).elements());
      case JsonObject object ->
          areAllSame(List.of(object.values), List.of(((JsonObject) other).values));
      case List<?> list -> areAllSame(list, (List<?>) other);
      case Map<?, ?> map -> areAllSame(map.values(), ((Map<?, ?>) other).values());
      case Record record -> areRecordsSame(record, other);
      default -> true;
    };
  }

  private static boolean areAllSame(Iterable<?> some, Iterable<?> others) {
    Iterator<?> other = others.iterator();
    for (Object each : some) {
      if (!areSame(each, other.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean areRecordsSame(Record one, Object other) {
    RecordShape shape = RecordShape.of(one.getClass());
    for (int i = 0; i < shape.size(); i++) {
      Object part = present(shape.get(one, i));
      Object otherPart = present(shape.get(other, i));
      if (part != null && otherPart != null && !areSame(part, otherPart)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Object present(@Nullable Object component) {
    return component instanceof Optional<?> optional ? optional.orElse(null) : component;
  }
}
