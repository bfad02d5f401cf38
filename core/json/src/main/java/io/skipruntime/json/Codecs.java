package io.skipruntime.json;

import java.lang.reflect.Type;
import java.util.Map;

/** The codecs of Java types. */
public final class Codecs {

  private Codecs() {}

  /**
   * The codec of a type, or of a {@link JsonShape}.
   *
   * @throws UnsupportedTypeException with everything in the type that is not supported
   */
  public static Codec<?> of(Type type) {
    if (type instanceof JsonShape shape) {
      return of(shape);
    }
    ResolvedType resolved = ResolvedType.of(type, Map.of());
    return CodecBuilder.build(resolved, resolved.raw().getSimpleName());
  }

  /**
   * The codec of a class without type parameters.
   *
   * @throws UnsupportedTypeException with everything in the class that is not supported
   */
  @SuppressWarnings("unchecked") // The codec of a class has values of that class.
  public static <T> Codec<T> of(Class<T> type) {
    return (Codec<T>) of((Type) type);
  }

  /**
   * The codec of a type with type arguments.
   *
   * @throws UnsupportedTypeException with everything in the type that is not supported
   */
  @SuppressWarnings("unchecked") // The codec of a type has values of that type.
  public static <T> Codec<T> of(TypeReference<T> type) {
    return (Codec<T>) of(type.type());
  }

  /** The codec that checks JSON against a shape; it gives values as they are. */
  public static Codec<Json> of(JsonShape shape) {
    return new ShapeCodec(shape);
  }
}
