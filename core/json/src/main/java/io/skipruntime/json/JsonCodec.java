package io.skipruntime.json;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The codec for {@link Json} and the classes that implement it.
 *
 * @param <T> the class
 */
final class JsonCodec<T extends Json> extends ValueCodec<T> {

  private final Class<T> type;
  private final String name;

  JsonCodec(Class<T> type) {
    this.type = type;
    this.name =
        type == Json.class
            ? "JSON value"
            : "JSON " + type.getSimpleName().substring(4).toLowerCase(Locale.ROOT);
  }

  @Override
  @Nullable T read(Json json, Problems problems) {
    return type.isInstance(json) ? type.cast(json) : mismatch(json, problems);
  }

  @Override
  @Nullable T check(Object value, Problems problems) {
    return value instanceof Json json ? read(json, problems) : mismatch(value, problems);
  }

  @Override
  String expected() {
    return "a " + name;
  }

  @Override
  String plural() {
    return name + "s";
  }

  @Override
  public String describe() {
    return name;
  }

  @Override
  public JsonType jsonType() {
    if (type == JsonNumber.class) {
      return new JsonType.NumberType(JsonType.Numbers.DECIMAL);
    }
    if (type == JsonString.class) {
      return new JsonType.StringType("");
    }
    if (type == JsonBoolean.class) {
      return new JsonType.BooleanType();
    }
    if (type == JsonNull.class) {
      return new JsonType.KindType(JsonKind.NULL);
    }
    if (type == JsonArray.class) {
      return new JsonType.KindType(JsonKind.ARRAY);
    }
    return type == JsonObject.class
        ? new JsonType.KindType(JsonKind.OBJECT)
        : new JsonType.AnyType();
  }
}
