package io.skipruntime.json;

import java.util.Objects;

/**
 * A JSON string; ordered by code point.
 *
 * @param value the characters, without quotes and escapes; none is a lone surrogate
 */
public record JsonString(String value) implements Json {

  /**
   * Rejects null and lone surrogates.
   *
   * @throws IllegalArgumentException if {@code value} holds half of a surrogate pair
   */
  public JsonString {
    Utf8.requireWellFormed(Objects.requireNonNull(value, "value"));
  }

  /**
   * The string of any text: each lone surrogate in it is replaced by U+FFFD, as {@code
   * String.prototype.toWellFormed} of ECMAScript does. For messages, not for data.
   */
  public static JsonString wellFormed(String text) {
    return new JsonString(Utf8.wellFormed(text));
  }

  /**
   * The string that these bytes are in UTF-8.
   *
   * @throws JsonSyntaxException of the kind {@code INVALID_UTF8}, if they are not UTF-8
   */
  public static JsonString ofUtf8(byte[] utf8) {
    return new JsonString(Utf8.text(utf8));
  }

  @Override
  public JsonKind kind() {
    return JsonKind.STRING;
  }

  @Override
  public String asString() {
    return value;
  }

  @Override
  public int compareTo(Json other) {
    return JsonOrder.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonString string && value.equals(string.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return JsonText.of(this);
  }
}
