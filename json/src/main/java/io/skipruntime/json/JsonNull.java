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
  public int compareTo(Json other) {
    return JsonOrder.compare(this, other);
  }

  @Override
  public String toString() {
    return "null";
  }
}
