package io.skipruntime.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The check that keys are in the order in which a reader of their class expects them.
 *
 * <p>Keys are in the order of their JSON. A record is sorted by the names of its components, unless
 * it is a {@link Tuple}; an enum, by the names of its constants; the records of a sealed interface,
 * by whatever member has the least name. Where that is not the order of declaration, a range of
 * keys or the first few keys are not those that were meant.
 *
 * <p>Safe for use by several threads.
 */
public final class DeclaredOrder {

  private static final ClassValue<Optional<String>> PROBLEMS =
      new ClassValue<>() {
        @Override
        protected Optional<String> computeValue(Class<?> type) {
          return find(type, new HashSet<>());
        }
      };

  private DeclaredOrder() {}

  /**
   * What is wrong with the order of keys like this one, and the way out; empty if their order is
   * that of declaration.
   *
   * @param key a key, or an end of a range of keys
   */
  public static Optional<String> problem(Object key) {
    if (key instanceof Long || key instanceof String || key instanceof Json) {
      return Optional.empty();
    }
    return switch (key) {
      case Collection<?> parts -> firstOf(parts.stream());
      case Record record -> {
        Optional<String> ofClass = PROBLEMS.get(declaring(record));
        yield ofClass.isPresent() ? ofClass : firstOf(parts(record));
      }
      default -> PROBLEMS.get(declaring(key));
    };
  }

  /** As {@link #problem} for all keys of a type, as far as can be seen from it. */
  public static Optional<String> problemOf(Type keys) {
    return find(keys, new HashSet<>());
  }

  private static Class<?> declaring(Object key) {
    return key instanceof Enum<?> constant ? constant.getDeclaringClass() : key.getClass();
  }

  private static Stream<Object> parts(Record record) {
    RecordShape shape = RecordShape.of(record.getClass());
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      Object part = shape.get(record, i);
      Object present = part instanceof Optional<?> optional ? optional.orElse(null) : part;
      if (present != null) {
        parts.add(present);
      }
    }
    return parts.stream();
  }

  private static Optional<String> firstOf(Stream<?> parts) {
    return parts.map(DeclaredOrder::problem).flatMap(Optional::stream).findFirst();
  }

  /** The problem of a type whose values are keys, or parts of keys. */
  private static Optional<String> find(Type type, Set<Type> seen) {
    if (!seen.add(type)) {
      return Optional.empty();
    }
    if (type instanceof ParameterizedType generic) {
      return firstOf(
          Stream.concat(
              Arrays.stream(generic.getActualTypeArguments()), Stream.of(generic.getRawType())),
          seen);
    }
    if (!(type instanceof Class<?> known) || Json.class.isAssignableFrom(known)) {
      return Optional.empty();
    }
    if (known.isEnum()) {
      return ofConstants(known);
    }
    if (known.isRecord()) {
      return ofRecord(known, seen);
    }
    return known.isSealed() && known.isInterface() ? ofSealed(known, seen) : Optional.empty();
  }

  private static Optional<String> firstOf(Stream<? extends Type> types, Set<Type> seen) {
    return types.map(each -> find(each, seen)).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> ofConstants(Class<?> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(each -> ((Enum<?>) each).name()).toList();
    return isAscending(names)
        ? Optional.empty()
        : Optional.of(
            "keys of the enum %s are sorted by the names of its constants (%s), not in the order of"
                    .formatted(type.getSimpleName(), sorted(names))
                + " declaration; use a number as key, such as the ordinal");
  }

  private static Optional<String> ofRecord(Class<?> type, Set<Type> seen) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    if (!isAscending(names) && !type.isAnnotationPresent(Tuple.class)) {
      return Optional.of(
          "keys of the record %s are sorted by the names of its components (%s), not in the order of"
                  .formatted(type.getSimpleName(), sorted(names))
              + " declaration (%s); annotate the record with @Tuple"
                  .formatted(String.join(", ", names)));
    }
    return firstOf(
        Stream.concat(
            Arrays.stream(type.getInterfaces()).filter(Class::isSealed),
            Arrays.stream(components).map(RecordComponent::getGenericType)),
        seen);
  }

  private static Optional<String> ofSealed(Class<?> type, Set<Type> seen) {
    Class<?>[] permitted = type.getPermittedSubclasses();
    boolean areTuples =
        Arrays.stream(permitted)
            .allMatch(each -> !each.isRecord() || each.isAnnotationPresent(Tuple.class));
    if (permitted.length > 1 && !areTuples) {
      return Optional.of(
          "keys of the sealed interface %s are sorted by the names of the components of all its"
                  .formatted(type.getSimpleName())
              + " records together; annotate each record with @Tuple, which sorts them by simple"
              + " name first");
    }
    return firstOf(Arrays.stream(permitted), seen);
  }

  private static boolean isAscending(List<String> names) {
    return names.equals(names.stream().sorted(CodePointOrder::compare).toList());
  }

  private static String sorted(List<String> names) {
    return String.join(", ", names.stream().sorted(CodePointOrder::compare).toList());
  }
}
