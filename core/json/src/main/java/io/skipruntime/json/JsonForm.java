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
      case JsonNumber json -> {
        if (json.isLong()) {
          out.write(json.asLong());
        } else {
          out.write(json.asDecimal());
        }
      }
    }
  }

  @Override
  Object normal(Object value) {
    return value;
  }
}
