package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The arguments of a function as the values that it takes. */
final class Arguments {

  private Arguments() {}

  static Object value(@Nullable Object[] arguments, int index) {
    return Objects.requireNonNull(arguments[index]);
  }

  static String text(@Nullable Object[] arguments, int index) {
    return Casts.text(value(arguments, index));
  }

  /** A text, or another one if the argument was left out. */
  static String text(@Nullable Object[] arguments, int index, String otherwise) {
    return index < arguments.length ? text(arguments, index) : otherwise;
  }

  static long number(@Nullable Object[] arguments, int index) {
    return ((Number) value(arguments, index)).longValue();
  }

  /** A number, or another one if the argument was left out. */
  static long number(@Nullable Object[] arguments, int index, long otherwise) {
    return index < arguments.length ? number(arguments, index) : otherwise;
  }

  static double inexact(@Nullable Object[] arguments, int index) {
    return Decimals.inexact(value(arguments, index));
  }

  static Json json(@Nullable Object[] arguments, int index) {
    return Casts.json(value(arguments, index));
  }

  static List<?> array(@Nullable Object[] arguments, int index) {
    return (List<?>) value(arguments, index);
  }
}
