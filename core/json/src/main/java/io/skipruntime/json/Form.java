package io.skipruntime.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The form in which the values of one Java class appear as JSON, whatever type they are declared
 * with.
 *
 * <p>A form answers with a kind, and then with the method for that kind: {@link #truth}, {@link
 * #number}, {@link #text}, {@link #elements}, or {@link #names} and {@link #values}. Order,
 * conversion to {@link Json} and, unless a form is faster at it, writing are made from these.
 */
abstract class Form {

  static final String SUPPORTED =
      "supported are records, String, boxed numbers, Boolean, BigInteger, BigDecimal, enums, UUID,"
          + " Instant, LocalDate, LocalTime, LocalDateTime, List, Set, Map and Json";

  private static final ClassValue<Form> FORMS =
      new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
          return forClass(type);
        }
      };

  /**
   * The form of a value's class.
   *
   * @throws IllegalArgumentException if the class is not supported
   */
  @SuppressWarnings("NullAway") // A list or map may hold null in spite of its declaration.
  static Form of(Object value) {
    if (value == null) {
      throw new IllegalArgumentException("null is not supported; " + SUPPORTED);
    }
    return FORMS.get(value.getClass());
  }

  /** True if values of that class have a form. */
  static boolean supports(Class<?> type) {
    return Json.class.isAssignableFrom(type)
        || ScalarForm.supports(type)
        || type.isRecord()
        || List.class.isAssignableFrom(type)
        || Set.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type);
  }

  private static Form forClass(Class<?> type) {
    if (type == KeyPrefix.Greatest.class) {
      return new KeyPrefix.GreatestForm();
    }
    if (Json.class.isAssignableFrom(type)) {
      return new JsonForm();
    }
    if (ScalarForm.supports(type)) {
      return ScalarForm.of(type);
    }
    if (type.isRecord()) {
      return ComponentsForm.of(RecordShape.of(type));
    }
    if (List.class.isAssignableFrom(type)) {
      return new ListForm();
    }
    if (Set.class.isAssignableFrom(type)) {
      return new SetForm();
    }
    if (Map.class.isAssignableFrom(type)) {
      return new MapForm();
    }
    throw new IllegalArgumentException(type.getName() + " is not supported; " + SUPPORTED);
  }

  /** The value as {@link Json}. */
  static Json toJson(Object value) {
    if (value instanceof Json json) {
      return json;
    }
    Form form = of(value);
    return switch (form.kind(value)) {
      case NULL -> Json.NULL;
      case BOOLEAN -> Json.of(form.truth(value));
      case NUMBER -> toJsonNumber(form.number(value));
      case STRING -> Json.of(form.text(value));
      case ARRAY -> {
        List<Json> elements = new ArrayList<>();
        for (Object element : form.elements(value)) {
          elements.add(toJson(element));
        }
        yield new JsonArray(elements);
      }
      case OBJECT -> {
        Object[] values = form.values(value);
        Json[] converted = new Json[values.length];
        for (int i = 0; i < values.length; i++) {
          converted[i] = toJson(values[i]);
        }
        yield JsonObject.sorted(form.names(value), converted);
      }
    };
  }

  private static Json toJsonNumber(Object number) {
    return switch (number) {
      case Double value -> Json.of(value.doubleValue());
      case BigInteger value -> Json.of(value);
      case Float value -> JsonNumber.ofShortest(Numbers.decimal(value));
      case BigDecimal value -> Json.of(value);
      default -> Json.of(((Number) number).longValue());
    };
  }

  abstract JsonKind kind(Object value);

  boolean truth(Object value) {
    throw new IllegalStateException();
  }

  /** A number of a class that {@link Numbers} compares. */
  Object number(Object value) {
    throw new IllegalStateException();
  }

  String text(Object value) {
    throw new IllegalStateException();
  }

  /** The elements of an array, each a supported value; not to be changed. */
  List<?> elements(Object value) {
    throw new IllegalStateException();
  }

  /** The names of the members of an object, ascending strictly; not to be changed. */
  String[] names(Object value) {
    throw new IllegalStateException();
  }

  /** The values that belong to {@link #names}, each a supported value; not to be changed. */
  Object[] values(Object value) {
    throw new IllegalStateException();
  }

  abstract void write(JsonWriter out, Object value);

  /**
   * The normal form of a value: deeply immutable and, of a key, equal in the sense of {@code
   * equals} to the normal form of every key of its class that is the same JSON. Returns {@code
   * value} itself if it is in normal form.
   *
   * @param depth how many lists, sets, maps and records are around it
   * @throws IllegalArgumentException for what JSON does not have, or what is nested too deep
   */
  abstract Object normal(Object value, NormalForm form, int depth);

  /** The order of two values that both have this form. */
  int compare(Object a, Object b) {
    return CanonicalOrder.compareByKind(this, a, this, b);
  }

  static void writeElements(JsonWriter out, List<?> elements) {
    out.beginArray();
    for (Object element : elements) {
      out.write(element);
    }
    out.endArray();
  }

  static void writeMembers(JsonWriter out, String[] names, Object[] values) {
    out.beginObject();
    for (int i = 0; i < names.length; i++) {
      out.name(names[i]).write(values[i]);
    }
    out.endObject();
  }
}
