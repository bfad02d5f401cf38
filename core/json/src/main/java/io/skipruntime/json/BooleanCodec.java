package io.skipruntime.json;

import org.jspecify.annotations.Nullable;

/** The codec for Boolean. */
final class BooleanCodec extends ScalarCodec<Boolean> {

  BooleanCodec() {
    super(Boolean.class, "a", "boolean");
  }

  @Override
  @Nullable Boolean read(Json json, Problems problems) {
    return json instanceof JsonBoolean truth
        ? Boolean.valueOf(truth.value())
        : mismatch(json, problems);
  }

  @Override
  @Nullable Boolean readKey(String name, Problems problems) {
    return readKeyAsText(name, problems);
  }

  @Override
  public JsonType jsonType() {
    return new JsonType.BooleanType();
  }
}
