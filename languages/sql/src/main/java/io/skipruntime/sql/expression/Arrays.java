package io.skipruntime.sql.expression;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions of arrays, which are immutable lists with {@link Json#NULL} for NULL. */
final class Arrays {

  private static final int MOST_ELEMENTS = 1_000_000;

  /** To make an array of so many elements takes a while. */
  private static final int MANY_ELEMENTS = 10_000;

  private Arrays() {}

  static List<Object> of(@Nullable Object[] elements, SqlType type) {
    List<Object> array = new ArrayList<>(elements.length);
    for (Object element : elements) {
      array.add(element == null ? Json.NULL : Casts.cast(element, type.element(), -1, 0));
    }
    return List.copyOf(array);
  }

  /** An element by its number, from 1; null if there is none or it is NULL. */
  static @Nullable Object element(List<?> array, long number) {
    Object element = number < 1 || number > array.size() ? null : array.get((int) number - 1);
    return element == Json.NULL ? null : element;
  }

  static List<Object> joined(List<?> one, List<?> other) {
    requireFew((long) one.size() + other.size());
    List<Object> all = new ArrayList<>(one);
    all.addAll(other);
    return List.copyOf(all);
  }

  /** An array without so many elements at its end. */
  static List<Object> trimmed(List<?> array, long number) {
    if (number < 0 || number > array.size()) {
      throw SqlException.of(
          "2202E", "number of elements to trim must be between 0 and " + array.size());
    }
    return List.copyOf(array.subList(0, array.size() - (int) number));
  }

  private static void requireFew(long elements) {
    if (elements > MOST_ELEMENTS) {
      throw SqlException.of("54000", "an array has more than " + MOST_ELEMENTS + " elements");
    }
    if (elements >= MANY_ELEMENTS && elements % MANY_ELEMENTS == 0) {
      LimitedWork.check();
    }
  }

  static List<Object> with(List<?> array, @Nullable Object element, boolean isFirst) {
    List<Object> one = List.of(Expression.stored(element));
    return isFirst ? joined(one, array) : joined(array, one);
  }

  static boolean isSame(@Nullable Object one, @Nullable Object other) {
    Object a = Expression.stored(one);
    Object b = Expression.stored(other);
    boolean isNull = a == Json.NULL || b == Json.NULL;
    return isNull ? a == b : Comparison.compare(a, b) == 0;
  }

  static List<Object> without(List<?> array, @Nullable Object element) {
    List<Object> rest = new ArrayList<>(array);
    rest.removeIf(each -> isSame(each, element));
    return List.copyOf(rest);
  }

  static List<Object> replaced(List<?> array, @Nullable Object element, @Nullable Object by) {
    List<Object> all = new ArrayList<>(array);
    all.replaceAll(each -> isSame(each, element) ? Expression.stored(by) : each);
    return List.copyOf(all);
  }

  /** The number of the first such element, from 1; null if there is none. */
  static @Nullable Long position(List<?> array, @Nullable Object element, @Nullable Object first) {
    if (first == null) {
      throw SqlException.of("22004", "initial position must not be null");
    }
    long from = ((Number) first).longValue();
    return positions(array, element).stream()
        .map(number -> (Long) number)
        .filter(number -> number >= from)
        .findFirst()
        .orElse(null);
  }

  /** The numbers of the elements that are equal to a value. */
  static List<Object> positions(List<?> array, @Nullable Object element) {
    List<Object> numbers = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (isSame(array.get(i), element)) {
        numbers.add(i + 1L);
      }
    }
    return List.copyOf(numbers);
  }

  /** The documents of the elements and their numbers. */
  static List<Object> numbered(List<?> array) {
    List<Object> numbered = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      Object element =
          array.get(i) == Json.NULL ? Json.NULL : Casts.cast(array.get(i), SqlType.JSON, -1, 0);
      numbered.add(Json.object(Map.of("x", (Json) element, "n", Json.of(i + 1L))));
    }
    return List.copyOf(numbered);
  }

  static boolean contains(List<?> array, List<?> others) {
    return others.stream()
        .allMatch(
            other -> other != Json.NULL && array.stream().anyMatch(each -> isSame(each, other)));
  }

  static boolean overlaps(List<?> array, List<?> others) {
    return others.stream()
        .anyMatch(
            other -> other != Json.NULL && array.stream().anyMatch(each -> isSame(each, other)));
  }

  /** The texts of the elements; those that are NULL as another text, or left out. */
  static String text(List<?> array, String separator, @Nullable String ofNull) {
    List<String> texts = new ArrayList<>();
    for (Object element : array) {
      if (element != Json.NULL) {
        texts.add(Casts.brief(element));
      } else if (ofNull != null) {
        texts.add(ofNull);
      }
    }
    Sizes.requireShort(texts, separator);
    return String.join(separator, texts);
  }

  /** The parts of a text; its characters without a separator. */
  static List<Object> parts(String text, @Nullable String separator, @Nullable String ofNull) {
    List<Object> parts = new ArrayList<>();
    if (text.isEmpty()) {
      return List.of();
    }
    if (separator == null) {
      text.codePoints().forEach(point -> parts.add(Character.toString(point)));
    } else if (separator.isEmpty()) {
      parts.add(text);
    } else {
      for (String part : text.split(Pattern.quote(separator), -1)) {
        parts.add(part);
      }
    }
    parts.replaceAll(part -> part.equals(ofNull) ? Json.NULL : part);
    return List.copyOf(parts);
  }

  /** The numbers from one to another. */
  static List<Object> numbers(Object from, Object to, Object step, SqlType type) {
    BigDecimal by = Decimals.of(step);
    if (by.signum() == 0) {
      throw SqlException.of("22023", "step size cannot equal zero");
    }
    BigDecimal last = Decimals.of(to);
    List<Object> numbers = new ArrayList<>();
    for (BigDecimal each = Decimals.of(from);
        each.compareTo(last) * by.signum() <= 0;
        each = each.add(by)) {
      requireFew(numbers.size() + 1L);
      numbers.add(type.element() == SqlType.NUMERIC ? each : (Object) each.longValueExact());
    }
    return List.copyOf(numbers);
  }

  /** The times from one to another. */
  static List<Object> times(Object from, Object to, SqlType.Interval step, SqlType type) {
    int sign = Long.signum(Intervals.total(step).signum());
    if (sign == 0) {
      throw SqlException.of("22023", "step size cannot equal zero");
    }
    List<Object> times = new ArrayList<>();
    SqlType of = type.element();
    Object last = Casts.required(to, of);
    for (Object each = Casts.required(from, of);
        Comparison.compare(each, last) * sign <= 0;
        each = Intervals.plus(each, step, of)) {
      requireFew(times.size() + 1L);
      times.add(each);
    }
    return List.copyOf(times);
  }

  /** Whether a comparison holds for one, or for all, of the elements; null if that is unknown. */
  static @Nullable Boolean quantified(
      Operation comparison, Object value, List<?> array, boolean isAll) {
    boolean isUnknown = false;
    for (Object element : array) {
      if (element == Json.NULL) {
        isUnknown = true;
      } else if (Boolean.TRUE.equals(
              comparison.apply(new Object[] {value, element}, SqlType.BOOLEAN))
          != isAll) {
        return !isAll;
      }
    }
    return isUnknown ? null : (Boolean) isAll;
  }
}
