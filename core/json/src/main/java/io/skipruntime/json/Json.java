package io.skipruntime.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An immutable JSON value with exact numbers.
 *
 * <ul>
 *   <li>{@code equals}, {@code hashCode} and {@code compareTo} agree with each other; a hash code
 *       is the same in every run of the JVM
 *   <li>the order is the canonical one: {@code null < false < true < numbers < strings} (by code
 *       point) {@code < arrays} (element by element, then the shorter first) {@code < objects}
 *       (member by member sorted by name, then the one with fewer members first)
 *   <li>{@code toString} is compact JSON text; parsing it gives an equal value with the same text.
 *       No string and no name in it holds a lone surrogate.
 * </ul>
 *
 * <p>All implementations are safe for use by several threads. No method accepts or returns null.
 */
public sealed interface Json extends Comparable<Json>
    permits JsonNull, JsonBoolean, JsonNumber, JsonString, JsonArray, JsonObject {

  /** The value {@code null}. */
  @SuppressWarnings(
      "ClassInitializationDeadlock") // Nothing else leads to JsonNull's initialisation.
  Json NULL = JsonNull.INSTANCE;

  /** A whole number. */
  static JsonNumber of(long value) {
    return JsonNumber.of(value);
  }

  /**
   * The number that the shortest decimal text of {@code value} denotes, so that 0.1 is one tenth.
   *
   * @throws IllegalArgumentException for NaN and the infinities, which JSON does not have
   */
  static JsonNumber of(double value) {
    return JsonNumber.of(value);
  }

  /**
   * An exact number; 1.0 and 1.00 are equal, and each keeps its text.
   *
   * @throws IllegalArgumentException beyond the limits that {@link JsonNumber} states
   */
  static JsonNumber of(BigDecimal value) {
    return JsonNumber.of(value);
  }

  /**
   * An exact whole number.
   *
   * @throws IllegalArgumentException beyond the limits that {@link JsonNumber} states
   */
  static JsonNumber of(BigInteger value) {
    return JsonNumber.of(value);
  }

  /**
   * A string.
   *
   * @throws IllegalArgumentException if {@code value} holds a lone surrogate, which JSON text
   *     cannot hold; {@link JsonString#wellFormed} replaces it
   */
  static JsonString of(String value) {
    return new JsonString(value);
  }

  /** A boolean. */
  static JsonBoolean of(boolean value) {
    return JsonBoolean.of(value);
  }

  /** An array of the given elements. */
  static JsonArray array(Json... elements) {
    return new JsonArray(List.of(elements));
  }

  /** An array of the given elements; the list is copied. */
  static JsonArray array(List<? extends Json> elements) {
    return new JsonArray(List.copyOf(elements));
  }

  /** An object of the given members; the map is copied. */
  static JsonObject object(Map<String, ? extends Json> members) {
    return JsonObject.of(members);
  }

  /**
   * The value of a JSON text.
   *
   * @throws JsonSyntaxException if {@code text} is not exactly one JSON value
   */
  static Json parse(String text) {
    return JsonReader.read(text);
  }

  /**
   * The value of a JSON text in UTF-8; a byte order mark before the value is skipped.
   *
   * @throws JsonSyntaxException if {@code utf8} is not exactly one JSON value
   */
  static Json parse(byte[] utf8) {
    return parse(utf8, JsonDepth.MAX_READ);
  }

  /**
   * As {@link #parse(byte[])}, with a lower limit for nesting.
   *
   * @param maxDepth how deep arrays and objects may be nested, from 0 to 512
   */
  static Json parse(byte[] utf8, int maxDepth) {
    return JsonReader.read(utf8, maxDepth);
  }

  /** The kind of this value. */
  JsonKind kind();

  /** True for {@link #NULL}. */
  default boolean isNull() {
    return kind() == JsonKind.NULL;
  }

  /**
   * This value as a boolean.
   *
   * @throws IllegalStateException if it is of another kind
   */
  default boolean asBoolean() {
    throw JsonText.notA("a boolean", this);
  }

  /**
   * This value as a whole number of 64 bits.
   *
   * @throws IllegalStateException if it is another value
   */
  default long asLong() {
    throw JsonText.notA("a whole number of 64 bits", this);
  }

  /**
   * The double nearest to this number; an infinity if it is beyond the doubles.
   *
   * @throws IllegalStateException if it is of another kind
   */
  default double asDouble() {
    throw JsonText.notA("a number", this);
  }

  /**
   * This number, exactly, with the zeros after the point that it was written with.
   *
   * @throws IllegalStateException if it is of another kind
   */
  default BigDecimal asDecimal() {
    throw JsonText.notA("a number", this);
  }

  /**
   * This value as a string, without quotes and escapes.
   *
   * @throws IllegalStateException if it is of another kind
   */
  default String asString() {
    throw JsonText.notA("a string", this);
  }

  /**
   * This value as an array.
   *
   * @throws IllegalStateException if it is of another kind
   */
  default JsonArray asArray() {
    throw JsonText.notA("a list", this);
  }

  /**
   * This value as an object.
   *
   * @throws IllegalStateException if it is of another kind
   */
  default JsonObject asObject() {
    throw JsonText.notA("an object", this);
  }

  /** This value as compact JSON text in UTF-8. */
  default byte[] toUtf8() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The JSON of any supported Java value, as {@link JsonWriter#write(Object)} writes it.
   *
   * @throws IllegalArgumentException if the value is not of a supported type
   */
  static Json from(Object value) {
    return Form.toJson(value);
  }
}
