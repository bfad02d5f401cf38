package io.skipruntime.json;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The codec for a sealed interface of records, told apart by their member {@code type}.
 *
 * <p>Like {@link RecordCodec} it is made in two steps.
 */
final class SealedCodec extends ValueCodec<Object> {

  private final Class<?> type;
  private final JsonType.UnionType jsonType;
  private final Map<String, RecordCodec> byTag = new LinkedHashMap<>();
  private final Map<Class<?>, RecordCodec> byClass = new HashMap<>();

  SealedCodec(ResolvedType type) {
    this.type = type.raw();
    this.jsonType = new JsonType.UnionType(this, type);
  }

  /** Sets the records, whose tags must differ. */
  void complete(List<RecordCodec> records) {
    for (RecordCodec each : records) {
      byTag.put(each.tag().orElseThrow(), each);
      byClass.put(each.type(), each);
    }
  }

  /** The records. */
  List<JsonType.ObjectType> alternatives() {
    return byTag.values().stream().map(RecordCodec::jsonType).toList();
  }

  @Override
  @Nullable Object read(Json json, Problems problems) {
    if (!(json instanceof JsonObject object)) {
      return mismatch(json, problems);
    }
    int index = object.indexOf(RecordShape.TAG_NAME);
    Json tag = index < 0 ? Json.NULL : object.values[index];
    RecordCodec codec = tag instanceof JsonString(String name) ? byTag.get(name) : null;
    if (codec == null) {
      problems.enter(RecordShape.TAG_NAME);
      String expected = "one of " + String.join(", ", byTag.keySet());
      if (index < 0) {
        problems.invalid("missing; expected " + expected);
      } else {
        problems.expected(expected, JsonText.found(tag));
      }
      problems.leave();
      return null;
    }
    return codec.read(json, problems);
  }

  @Override
  @Nullable Object check(Object value, Problems problems) {
    RecordCodec codec = byClass.get(value.getClass());
    return codec == null ? mismatch(value, problems) : codec.check(value, problems);
  }

  @Override
  String expected() {
    return withArticle(describe());
  }

  @Override
  String plural() {
    return describe();
  }

  @Override
  public String describe() {
    return type.getSimpleName();
  }

  @Override
  public JsonType jsonType() {
    return jsonType;
  }
}
