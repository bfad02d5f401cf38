package io.skipruntime.json;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A test whether every value of a record class is in the normal form of {@link CanonicalKey}.
 *
 * <p>That is so if walking from its components through records and sealed interfaces reaches only
 * scalar classes that have a single representation per value. The walk visits a class once, so that
 * recursive records end it.
 */
final class NormalTypes {

  /** Several of their values are one number, or none that JSON has. */
  private static final Set<Class<?>> NOT_ALWAYS_NORMAL =
      Set.of(Double.class, Float.class, BigDecimal.class, BigInteger.class);

  private static final Set<Class<?>> EXACT_PRIMITIVES =
      Set.of(long.class, int.class, short.class, byte.class, boolean.class);

  private NormalTypes() {}

  static boolean isAlwaysNormal(Class<?> record) {
    Set<Class<?>> seen = new HashSet<>();
    Deque<Class<?>> open = new ArrayDeque<>(List.of(record));
    while (!open.isEmpty()) {
      Class<?> type = open.pop();
      if (!seen.add(type) || isScalar(type) || Json.class.isAssignableFrom(type)) {
        continue;
      }
      if (type.isRecord()) {
        for (RecordComponent component : type.getRecordComponents()) {
          open.push(component.getType());
        }
      } else if (type.isSealed()) {
        open.addAll(List.of(type.getPermittedSubclasses()));
      } else {
        return false;
      }
    }
    return true;
  }

  private static boolean isScalar(Class<?> type) {
    return EXACT_PRIMITIVES.contains(type)
        || (ScalarForm.supports(type) && !NOT_ALWAYS_NORMAL.contains(type));
  }
}
