package io.skipruntime.json;

import org.jspecify.annotations.Nullable;

/**
 * A codec for a final, immutable class whose values are a single JSON boolean, number or string.
 *
 * @param <T> the class
 */
abstract class ScalarCodec<T> extends ValueCodec<T> {

  private final Class<T> type;
  private final String name;
  private final String article;

  /** The name is used as {@code article name} and, with an s, as the plural. */
  ScalarCodec(Class<T> type, String article, String name) {
    this.type = type;
    this.article = article;
    this.name = name;
  }

  @Override
  @Nullable T check(Object value, Problems problems) {
    return type.isInstance(value) ? checked(type.cast(value), problems) : mismatch(value, problems);
  }

  /** The normal form of a value. */
  @Nullable T checked(T value, Problems problems) {
    return value;
  }

  @Override
  boolean isKey() {
    return true;
  }

  @Override
  final String expected() {
    return article + " " + name;
  }

  @Override
  final String plural() {
    return name + "s";
  }

  @Override
  public final String describe() {
    return name;
  }

  /** Reads a member name as the JSON text of a number or boolean. */
  final @Nullable T readKeyAsText(String key, Problems problems) {
    try {
      return read(Json.parse(key), problems);
    } catch (JsonSyntaxException e) {
      return mismatch(Json.of(key), problems);
    }
  }
}
