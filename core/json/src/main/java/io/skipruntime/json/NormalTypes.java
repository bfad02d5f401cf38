package io.skipruntime.json;

import java.lang.reflect.RecordComponent;
import java.time.LocalTime;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * A test whether every value of a class is in the normal form of {@link CanonicalKey}.
 *
 * <p>That is so if walking from it through the components of records and sealed interfaces reaches
 * only scalar classes all of whose values JSON has, in a single representation each. A class that
 * leads back to itself may have values that are nested too deep.
 */
final class NormalTypes {

  private static final Set<Class<?>> EXACT =
      Set.of(
          long.class,
          int.class,
          short.class,
          byte.class,
          boolean.class,
          Long.class,
          Integer.class,
          Short.class,
          Byte.class,
          Boolean.class,
          UUID.class,
          LocalTime.class);

  private NormalTypes() {}

  static boolean isAlwaysNormal(Class<?> type) {
    return isAlwaysNormal(type, new HashSet<>());
  }

  /** As above; {@code around} has the records and interfaces that the type is a part of. */
  private static boolean isAlwaysNormal(Class<?> type, Set<Class<?>> around) {
    if (EXACT.contains(type) || type.isEnum()) {
      return true;
    }
    if (Json.class.isAssignableFrom(type) || !around.add(type)) {
      return false;
    }
    boolean isNormal = (type.isRecord() || type.isSealed()) && hasNormalParts(type, around);
    around.remove(type);
    return isNormal;
  }

  private static boolean hasNormalParts(Class<?> type, Set<Class<?>> around) {
    if (!type.isRecord()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        if (!isAlwaysNormal(permitted, around)) {
          return false;
        }
      }
      return true;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (!isAlwaysNormal(component.getType(), around)) {
        return false;
      }
    }
    return true;
  }
}
