package io.skipruntime.json;

import java.util.List;

/** The form of {@link Json} values: themselves. */
final class JsonForm extends Form {

  @Override
  JsonKind kind(Object value) {
    return ((Json) value).kind();
  }

  @Override
  boolean truth(Object value) {
    return ((Json) value).asBoolean();
  }

  @Override
  Object number(Object value) {
    return value;
  }

  @Override
  String text(Object value) {
    return ((Json) value).asString();
  }

  @Override
  List<?> elements(Object value) {
    return ((JsonArray) value).elements();
  }

  @Override
  String[] names(Object value) {
    return ((JsonObject) value).names;
  }

  @Override
  Object[] values(Object value) {
    return ((JsonObject) value).values;
  }

  @Override
  int compare(Object a, Object b) {
    return JsonOrder.compare((Json) a, (Json) b);
  }

  @Override
  void write(JsonWriter out, Object value) {
    switch ((Json) value) {
      case JsonNull ignored -> out.writeNull();
      case JsonBoolean json -> out.write(json.value());
      case JsonString json -> out.write(json.value());
      case JsonArray json -> writeElements(out, json.elements());
      case JsonObject json -> writeMembers(out, json.names, json.values);
      case JsonNumber json -> out.write(json);
    }
  }

  @Override
  Object normal(Object value, NormalForm form, int depth) {
    Json json = (Json) value;
    form.requireRoomFor(json, depth);
    return form.isKey() ? key(json) : json;
  }

  /** The document with its numbers as keys have them; itself where they are so. */
  private static Json key(Json json) {
    return switch (json) {
      case JsonNumber number -> number.stripped();
      case JsonArray array -> {
        Json[] elements = array.elements().toArray(new Json[0]);
        yield toKeys(elements) ? new JsonArray(List.of(elements)) : array;
      }
      case JsonObject object -> {
        Json[] values = object.values.clone();
        yield toKeys(values) ? JsonObject.sorted(object.names, values) : object;
      }
      default -> json;
    };
  }

  /** Replaces each by its form in a key, and says whether one was another. */
  private static boolean toKeys(Json[] parts) {
    boolean changed = false;
    for (int i = 0; i < parts.length; i++) {
      Json key = key(parts[i]);
      changed |= !Identity.same(key, parts[i]);
      parts[i] = key;
    }
    return changed;
  }
}
