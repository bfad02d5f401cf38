package io.skipruntime.json;

/** {@code false} or {@code true}; there is one instance of each. */
public final class JsonBoolean implements Json {

  private static final JsonBoolean FALSE = new JsonBoolean(false);
  private static final JsonBoolean TRUE = new JsonBoolean(true);

  private final boolean value;

  private JsonBoolean(boolean value) {
    this.value = value;
  }

  /** The instance for {@code value}. */
  public static JsonBoolean of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** The boolean. */
  public boolean value() {
    return value;
  }

  @Override
  public JsonKind kind() {
    return JsonKind.BOOLEAN;
  }

  @Override
  public boolean asBoolean() {
    return value;
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(value);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int compareTo(Json other) {
    return JsonOrder.compare(this, other);
  }

  @Override
  public String toString() {
    return value ? "true" : "false";
  }
}
