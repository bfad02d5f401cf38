package io.skipruntime.json;

import java.util.List;

/** The canonical order of JSON values, as {@link Json} defines it. */
final class JsonOrder {

  private JsonOrder() {}

  static int compare(Json a, Json b) {
    if (Identity.same(a, b)) {
      return 0;
    }
    if (a instanceof JsonNumber x && b instanceof JsonNumber y) {
      return Numbers.compare(x, y);
    }
    if (a instanceof JsonString x && b instanceof JsonString y) {
      return CodePointOrder.compare(x.value(), y.value());
    }
    if (a instanceof JsonArray x && b instanceof JsonArray y) {
      return compareArrays(x.elements(), y.elements());
    }
    if (a instanceof JsonObject x && b instanceof JsonObject y) {
      return compareObjects(x, y);
    }
    if (a instanceof JsonBoolean x && b instanceof JsonBoolean y) {
      return Boolean.compare(x.value(), y.value());
    }
    return a.kind().compareTo(b.kind());
  }

  private static int compareArrays(List<Json> a, List<Json> b) {
    int length = Math.min(a.size(), b.size());
    for (int i = 0; i < length; i++) {
      int order = compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int compareObjects(JsonObject a, JsonObject b) {
    int length = Math.min(a.size(), b.size());
    for (int i = 0; i < length; i++) {
      int order = CodePointOrder.compare(a.names[i], b.names[i]);
      if (order == 0) {
        order = compare(a.values[i], b.values[i]);
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
