package io.skipruntime.engine.function;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the records or lambdas of one class, and the way to put one together from other
 * parts: the components of a record, the captured variables of a lambda.
 *
 * <p>A lambda's class is hidden and made by the JDK; its fields are what it captured, in the order
 * of its only constructor's parameters.
 */
final class CapturedState {

  /** One per class, null for a class that is neither a record nor a lambda. */
  static final ClassValue<@Nullable CapturedState> OF =
      new ClassValue<>() {
        @Override
        protected @Nullable CapturedState computeValue(Class<?> type) {
          if (type.isRecord()) {
            return ofRecord(type);
          }
          return type.isHidden() && type.isSynthetic() ? ofLambda(type) : null;
        }
      };

  /** A reader of one part. */
  @FunctionalInterface
  private interface Accessor {
    @Nullable Object get(Object whole) throws ReflectiveOperationException;
  }

  private final List<String> names;
  private final List<Accessor> accessors;
  private final Constructor<?> constructor;

  private CapturedState(List<String> names, List<Accessor> accessors, Constructor<?> constructor) {
    this.names = names;
    this.accessors = accessors;
    this.constructor = constructor;
  }

  private static CapturedState ofRecord(Class<?> type) {
    List<String> names = new ArrayList<>();
    List<Accessor> accessors = new ArrayList<>();
    List<Class<?>> types = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      names.add(component.getName());
      types.add(component.getType());
      Field field = accessible(type, component.getName());
      accessors.add(field::get);
    }
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      return new CapturedState(names, accessors, canonical);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record has a canonical constructor", e);
    }
  }

  private static CapturedState ofLambda(Class<?> type) {
    List<String> names = new ArrayList<>();
    List<Accessor> accessors = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      names.add("captured variable " + (names.size() + 1));
      field.setAccessible(true);
      accessors.add(field::get);
    }
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    return new CapturedState(names, accessors, constructor);
  }

  private static Field accessible(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a record has a field per component", e);
    } catch (InaccessibleObjectException e) {
      throw new IllegalArgumentException(
          type.getName() + " cannot be read by reflection; open its package to io.skipruntime", e);
    }
  }

  /** The names of the parts. */
  List<String> names() {
    return names;
  }

  /** The parts of {@code whole}, in order. */
  @Nullable Object[] parts(Object whole) {
    @Nullable Object[] parts = new Object[accessors.size()];
    try {
      for (int i = 0; i < parts.length; i++) {
        parts[i] = accessors.get(i).get(whole);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + whole.getClass().getName(), e);
    }
    return parts;
  }

  /** A new object of the same class with other parts. */
  Object rebuild(@Nullable Object[] parts) {
    try {
      return constructor.newInstance(parts);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          constructor.getDeclaringClass().getName()
              + " cannot be copied with "
              + Arrays.toString(parts)
              + "; its canonical constructor must accept what its accessors return",
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "cannot construct " + constructor.getDeclaringClass().getName(), e);
    }
  }
}
