package io.skipruntime.json;

/** The JSON value {@code null}; its only instance is {@link Json#NULL}. */
public final class JsonNull implements Json {

  static final JsonNull INSTANCE = new JsonNull();

  private JsonNull() {}

  @Override
  public JsonKind kind() {
    return JsonKind.NULL;
  }

  @Override
  public int hashCode() {
    return 0;
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
    return "null";
  }
}
