package io.skipruntime.json;

/**
 * A converter between JSON and the values of one Java type.
 *
 * <p>The types are: records (objects or, with {@link Tuple}, arrays); String; the boxed and
 * primitive numbers and booleans; BigInteger; BigDecimal; enums (by name); UUID, Instant,
 * LocalDate, LocalTime and LocalDateTime (as strings); List; Set (an array in canonical order); Map
 * (an object if its keys are scalars, an array of [key, value] pairs otherwise); sealed interfaces
 * of records; generic records with given arguments; and {@link Json}. A record component may be an
 * Optional or {@code @Nullable}: absent is written as null, and read from null or from no member. A
 * record below a sealed interface is always written with a member {@code type}, its simple name; a
 * tuple, with that name as first element.
 *
 * <p>Decoded and accepted values are deeply immutable (sets and maps iterate in canonical order)
 * and in the normal form that {@link CanonicalValue} defines. A double or float takes the nearest
 * value that it can hold unless that is an infinity; a BigDecimal keeps its scale. Safe for use by
 * several threads.
 *
 * @param <T> the Java type
 */
public sealed interface Codec<T> permits ValueCodec {

  /**
   * The value that {@code json} stands for.
   *
   * @throws DecodeException with all problems found, if it does not stand for one
   */
  T decode(Json json);

  /**
   * The value as JSON.
   *
   * @throws IllegalArgumentException if there is a value of an unsupported class, NaN, an infinity
   *     or a lone surrogate in it
   */
  Json encode(T value);

  /**
   * Makes a T of an object from outside: one that is a T is checked at any depth and returned in
   * immutable, normal form (itself where it is so already); a {@link Json} is decoded, unless T is
   * Json.
   *
   * @throws DecodeException with all problems found
   */
  T accept(Object value);

  /** The type in a few words for messages, such as {@code User} or {@code list of strings}. */
  String describe();

  /** What its values are as JSON. */
  JsonType jsonType();
}
