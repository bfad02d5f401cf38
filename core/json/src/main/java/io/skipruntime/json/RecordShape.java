package io.skipruntime.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The components of a record class with access to them, and the tag of its values.
 *
 * <ul>
 *   <li>components are in declaration order
 *   <li>{@code tag} is the class's simple name if a sealed interface is above it, otherwise empty
 * </ul>
 */
final class RecordShape {

  /** The member that tells the records of a sealed interface apart. */
  static final String TAG_NAME = "type";

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final Class<?> type;
  private final RecordComponent[] components;
  private final MethodHandle[] accessors;
  private final MethodHandle constructor;
  private final Optional<String> tag;

  private RecordShape(Class<?> type) {
    this.type = type;
    components = type.getRecordComponents();
    accessors = new MethodHandle[components.length];
    Class<?>[] types = new Class<?>[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        Method accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        accessors[i] =
            LOOKUP.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class));
      }
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      constructor =
          LOOKUP
              .unreflectConstructor(canonical)
              .asSpreader(Object[].class, types.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (InaccessibleObjectException | ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          type.getName() + " is not accessible; open its package to io.skipruntime.json", e);
    }
    tag = isBelowSealedInterface(type) ? Optional.of(type.getSimpleName()) : Optional.empty();
  }

  /**
   * The shape of a record class.
   *
   * @throws IllegalArgumentException if its module does not let it be read
   */
  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static boolean isBelowSealedInterface(Class<?> type) {
    Deque<Class<?>> above = new ArrayDeque<>(Arrays.asList(type.getInterfaces()));
    while (!above.isEmpty()) {
      Class<?> next = above.pop();
      if (next.isSealed()) {
        return true;
      }
      above.addAll(Arrays.asList(next.getInterfaces()));
    }
    return false;
  }

  Class<?> type() {
    return type;
  }

  int size() {
    return components.length;
  }

  RecordComponent component(int index) {
    return components[index];
  }

  String name(int index) {
    return components[index].getName();
  }

  Optional<String> tag() {
    return tag;
  }

  /** Whether its values are arrays. */
  boolean isTuple() {
    return type.isAnnotationPresent(Tuple.class);
  }

  /**
   * Checks that no component has the name of the tag.
   *
   * @throws IllegalArgumentException if one has
   */
  void checkTag() {
    if (tag.isPresent()
        && !isTuple()
        && Arrays.stream(components).anyMatch(each -> each.getName().equals(TAG_NAME))) {
      throw new IllegalArgumentException(
          type.getName()
              + " is not supported: its component \"type\" clashes with the tag that the records of"
              + " a sealed interface have");
    }
  }

  /** The value of a component, as its accessor gives it. */
  @Nullable Object get(Object record, int index) {
    try {
      return accessors[index].invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new record; throws what its constructor throws. */
  Object create(@Nullable Object[] values) {
    try {
      return constructor.invokeExact(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
