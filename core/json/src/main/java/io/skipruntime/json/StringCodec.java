package io.skipruntime.json;

import org.jspecify.annotations.Nullable;

/** The codec for String. */
final class StringCodec extends ScalarCodec<String> {

  StringCodec() {
    super(String.class, "a", "string");
  }

  @Override
  @Nullable String read(Json json, Problems problems) {
    return json instanceof JsonString(String value) ? value : mismatch(json, problems);
  }

  @Override
  @Nullable String checked(String value, Problems problems) {
    if (Utf8.firstLoneSurrogate(value) >= 0) {
      problems.invalid("a string with a lone surrogate");
      return null;
    }
    return value;
  }

  @Override
  public JsonType jsonType() {
    return new JsonType.StringType("");
  }
}
