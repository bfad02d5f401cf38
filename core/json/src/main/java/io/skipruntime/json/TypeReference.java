package io.skipruntime.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A Java type with its type arguments; made by an empty anonymous subclass, as in {@code new
 * TypeReference<List<Long>>() {}}.
 *
 * @param <T> the type
 */
public abstract class TypeReference<T> {

  private final Type type;

  /**
   * Reads the type argument of the subclass.
   *
   * @throws IllegalStateException if the subclass has none
   */
  protected TypeReference() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
      throw new IllegalStateException("a TypeReference needs a type argument");
    }
    type = parameterized.getActualTypeArguments()[0];
  }

  private TypeReference(Type type) {
    this.type = type;
  }

  /**
   * A reference to a type that is known only when the program runs, such as a {@link JsonShape}.
   *
   * @param <T> what the codec of the type gives
   */
  public static <T> TypeReference<T> of(Type type) {
    return new TypeReference<>(type) {};
  }

  /** The type. */
  public final Type type() {
    return type;
  }
}
