package io.skipruntime.cluster.shard;

import io.skipruntime.journal.format.MalformedDataException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The components of a class of records, and its canonical constructor. Thread-safe. */
final class RecordParts {

  /** The parts of each class of records. */
  static final ClassValue<RecordParts> OF =
      new ClassValue<>() {
        @Override
        protected RecordParts computeValue(Class<?> type) {
          return new RecordParts(type);
        }
      };

  private final Method[] accessors;
  private final Constructor<?> constructor;

  private RecordParts(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      accessors =
          Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record has a canonical constructor", e);
    }
    constructor.setAccessible(true);
    for (Method accessor : accessors) {
      accessor.setAccessible(true);
    }
  }

  int size() {
    return accessors.length;
  }

  @Nullable Object get(Object record, int component) {
    try {
      return accessors[component].invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a component of a record can be read", e);
    }
  }

  /**
   * The record of some components.
   *
   * @throws MalformedDataException if the class does not take them
   */
  Object make(@Nullable Object[] components) {
    try {
      return constructor.newInstance(components);
    } catch (InvocationTargetException | IllegalArgumentException e) {
      throw new MalformedDataException(
          constructor.getDeclaringClass().getName() + " does not take the components", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record can be made", e);
    }
  }
}
