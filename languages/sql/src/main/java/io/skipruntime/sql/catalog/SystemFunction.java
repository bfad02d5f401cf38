package io.skipruntime.sql.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A function that tells of the system that a query is asked of, such as {@code version()}. Plans
 * name it; its body is looked for when they are run.
 *
 * @param name its name, in small letters
 * @param least the least number of arguments
 * @param most the greatest number of arguments
 * @param type the type of its value
 * @param body gives its value
 */
public record SystemFunction(String name, int least, int most, SqlType type, Body body) {

  /** The body of a function. */
  @FunctionalInterface
  public interface Body {

    /**
     * The value for arguments; null for NULL.
     *
     * @param arguments the arguments, null for NULL
     */
    @Nullable Object apply(@Nullable Object[] arguments);
  }

  /** The name and types, by which plans that are alike are found. */
  public Signature signature() {
    return new Signature(name, least, most, type);
  }

  /**
   * A function without its body.
   *
   * @param name its name, in small letters
   * @param least the least number of arguments
   * @param most the greatest number of arguments
   * @param type the type of its value
   */
  public record Signature(String name, int least, int most, SqlType type) {}
}
