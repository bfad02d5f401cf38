package io.skipruntime.engine.table;

import io.skipruntime.json.Json;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The question whether two keys are the same JSON, and when {@code equals} answers it.
 *
 * <p>Keys are in normal form. {@code equals} is right for two strings, two numbers of one class or
 * two records whose components have one class each. It is wrong for two lists of which one has the
 * Long 1 and the other the Double 1.0: both are the JSON {@code [1]}, and {@code equals} says that
 * they differ. Keys are of one <em>kind</em> if {@code equals} is right for any two of them.
 */
final class Sameness {

  /** The kind of all keys for which {@code equals} may be wrong. */
  static final Class<?> UNKNOWN = Object.class;

  private static final Set<Class<?>> SCALARS =
      Set.of(
          String.class,
          Boolean.class,
          Long.class,
          Integer.class,
          Short.class,
          Byte.class,
          Double.class,
          Float.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          Instant.class,
          LocalDate.class,
          LocalDateTime.class,
          LocalTime.class);

  private static final ClassValue<Boolean> HAS_EXACT_COMPONENTS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return hasExactComponents(type);
        }
      };

  private Sameness() {}

  /** The kind of a key, or {@link #UNKNOWN}. */
  static Class<?> kind(Object key) {
    return switch (key) {
      case Json json -> Json.class;
      case List<?> list -> isExact(list) ? List.class : UNKNOWN;
      case Record record ->
          HAS_EXACT_COMPONENTS.get(record.getClass()) ? record.getClass() : UNKNOWN;
      case Set<?> set -> UNKNOWN;
      case Map<?, ?> map -> UNKNOWN;
      default -> key.getClass();
    };
  }

  /** Whether equal JSON has equal classes in all parts of a list. */
  private static boolean isExact(List<?> list) {
    for (Object element : list) {
      boolean isExact =
          element instanceof Long
              || element instanceof String
              || element instanceof Boolean
              || (element instanceof List<?> part && isExact(part));
      if (!isExact) {
        return false;
      }
    }
    return true;
  }

  /** Whether each component of a record, at any depth, is always of one class. */
  private static boolean hasExactComponents(Class<?> record) {
    Set<Class<?>> seen = new HashSet<>();
    Deque<Class<?>> open = new ArrayDeque<>(List.of(record));
    while (!open.isEmpty()) {
      Class<?> type = open.pop();
      if (!seen.add(type) || type.isPrimitive() || type.isEnum() || SCALARS.contains(type)) {
        continue;
      }
      if (!type.isRecord()) {
        return false;
      }
      for (RecordComponent component : type.getRecordComponents()) {
        open.push(component.getType());
      }
    }
    return true;
  }
}
