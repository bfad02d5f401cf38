package io.skipruntime.json;

import org.jspecify.annotations.Nullable;

/**
 * A codec that reports problems to a collector: {@link #read} and {@link #check} return null
 * exactly if they have reported a problem.
 *
 * @param <T> the Java type
 */
abstract non-sealed class ValueCodec<T> implements Codec<T> {

  /** The value that {@code json} stands for. */
  abstract @Nullable T read(Json json, Problems problems);

  /** The value, checked and in immutable, normal form. */
  abstract @Nullable T check(Object value, Problems problems);

  /** The type with an article, as in "expected a string". */
  abstract String expected();

  /** Several of the type, as in "list of strings". */
  abstract String plural();

  /** The value that the text of an object's member name stands for, where T is a scalar. */
  @Nullable T readKey(String name, Problems problems) {
    return read(Json.of(name), problems);
  }

  /** True if a map with keys of this type is an object. */
  boolean isKey() {
    return false;
  }

  @Override
  public final T decode(Json json) {
    Problems problems = new Problems();
    T value = read(json, problems);
    if (value == null) {
      throw problems.exception();
    }
    return value;
  }

  @Override
  public final T accept(Object value) {
    Problems problems = new Problems();
    T accepted = value instanceof Json json ? read(json, problems) : check(value, problems);
    if (accepted == null) {
      throw problems.exception();
    }
    return accepted;
  }

  @Override
  public final Json encode(T value) {
    return Form.toJson(value);
  }

  /** A class's simple name with an article. */
  static String withArticle(String name) {
    return (name.isEmpty() || "AEIO".indexOf(name.charAt(0)) < 0 ? "a " : "an ") + name;
  }

  final @Nullable T mismatch(Json found, Problems problems) {
    problems.expected(expected(), JsonText.found(found));
    return null;
  }

  final @Nullable T mismatch(Object found, Problems problems) {
    problems.expected(expected(), found.getClass().getTypeName());
    return null;
  }

  @Override
  public String toString() {
    return describe();
  }
}
