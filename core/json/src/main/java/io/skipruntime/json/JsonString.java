package io.skipruntime.json;

import java.util.Objects;

/**
 * A JSON string; ordered by code point.
 *
 * @param value the characters, without quotes and escapes
 */
public record JsonString(String value) implements Json {

  /** Rejects null. */
  public JsonString {
    Objects.requireNonNull(value, "value");
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
  public String toString() {
    return JsonText.of(this);
  }
}
