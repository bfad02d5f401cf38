package io.skipruntime.engine.table;

import io.skipruntime.json.Json;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Of which keys in normal form {@code equals} says whether they are the same JSON: not of lists
 * that may have a Long 1 in one and a Double 1.0 in the other, nor of records with components of
 * such types.
 */
final class Sameness {

  /** The kind of keys of which {@code equals} does not say it. */
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
          Instant.class);

  private static final ClassValue<Boolean> HAS_EXACT_COMPONENTS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return hasExactComponents(type);
        }
      };

  private Sameness() {}

  /** The same for keys of which {@code equals} says it, or {@link #UNKNOWN}. */
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

  /** Whether all parts of a list are of classes of which each has JSON of its own. */
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

  /** Whether the components of a record, at any depth, are always of one class each. */
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
