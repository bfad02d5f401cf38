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

  /** The type. */
  public final Type type() {
    return type;
  }
}
