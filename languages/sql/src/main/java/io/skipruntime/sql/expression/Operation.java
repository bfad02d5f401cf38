package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlType;
import org.jspecify.annotations.Nullable;

/** A pure function of values, with its signature as the parser is told it. */
public interface Operation {

  /**
   * The name, the types of the arguments and that of the result, as {@code left(text,int) text}.
   *
   * <p>A type is one of {@code int}, {@code bigint}, {@code numeric}, {@code double}, {@code text},
   * {@code bool}, {@code jsonb}, {@code interval}, {@code time} for a time of any type, {@code
   * timestamptz}, {@code timestamp}, {@code date}, {@code array} for one of any type, {@code
   * text[]} and {@code any}. Arguments from the first one with {@code ?} behind it may be left out;
   * {@code ...} behind the last stands for any number more. As the type of the result, {@code @0}
   * is that of the first argument, {@code @0.} that of its elements, {@code @0[]} an array of it,
   * and {@code @1} and so on those of the others. Several signatures stand in several lines; empty
   * if the parser has the function by itself.
   */
  default String signature() {
    return definition().signature();
  }

  /** Whether the value is NULL if an argument is. */
  default boolean isStrict() {
    return definition().isStrict();
  }

  /**
   * The value for arguments.
   *
   * @param arguments null for NULL; none is if the function is strict
   * @param type of the value
   */
  default @Nullable Object apply(@Nullable Object[] arguments, SqlType type) {
    return definition().body().apply(arguments, type);
  }

  /** The definition of the function. */
  Definition definition();

  /**
   * The signature, the computation and the strictness of a function.
   *
   * @param signature see {@link Operation#signature}
   * @param isStrict see {@link Operation#isStrict}
   */
  record Definition(String signature, Body body, boolean isStrict) {}

  /** The computation of a function, as {@link Operation#apply} says it. */
  @FunctionalInterface
  interface Body {

    /** The value for arguments. */
    @Nullable Object apply(@Nullable Object[] arguments, SqlType type);
  }
}
