package io.skipruntime.json;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The codec for a sealed interface of records, told apart by their member {@code type} or, of
 * tuples, their first element.
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
  List<JsonType> alternatives() {
    return byTag.values().stream().map(RecordCodec::jsonType).toList();
  }

  @Override
  @Nullable Object read(Json json, Problems problems) {
    return switch (json) {
      case JsonObject object ->
          read(
              object,
              object.find(RecordShape.TAG_NAME).orElse(null),
              problems,
              () -> problems.enter(RecordShape.TAG_NAME));
      case JsonArray array when hasTuples() ->
          read(array, array.size() == 0 ? null : array.get(0), problems, () -> problems.enter(0));
      default -> mismatch(json, problems);
    };
  }

  private boolean hasTuples() {
    return byTag.values().stream().anyMatch(each -> each.jsonType() instanceof JsonType.TupleType);
  }

  private @Nullable Object read(
      Json json, @Nullable Json tag, Problems problems, Runnable enterTag) {
    RecordCodec codec = tag instanceof JsonString(String name) ? byTag.get(name) : null;
    if (codec != null) {
      return codec.read(json, problems);
    }
    enterTag.run();
    String expected = "one of " + String.join(", ", byTag.keySet());
    if (tag == null) {
      problems.invalid("missing; expected " + expected);
    } else {
      problems.expected(expected, JsonText.found(tag));
    }
    problems.leave();
    return null;
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
