package io.skipruntime.engine.operator;

import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.Emitter;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The law of {@code jsonExtract}: the matches of a pattern in a document, which are a function of
 * these two alone. It reads and creates nothing, so that a mapper that calls it runs as any mapper
 * does.
 *
 * @see io.skipruntime.json.JsonPattern for what a pattern matches
 */
class JsonExtractTest extends OperatorContract {

  /** Emits the values above a limit, which a pattern finds in a document of all values. */
  record Extract() implements ContextMapper<Long, Long, Long, Json> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Json> out, Context context) {
      values.forEach(Sound::sound);
      context
          .jsonExtract(document(values.toList()), "{rows[].large: found<int>}")
          .elements()
          .forEach(match -> out.emit(key, match));
    }
  }

  /** An object with a row for each value, in which large values have another name. */
  private static JsonObject document(List<Long> values) {
    List<Json> rows =
        values.stream()
            .<Json>map(value -> Json.object(Map.of(value > 2 ? "large" : "small", Json.of(value))))
            .toList();
    return Json.object(Map.of("rows", Json.array(rows)));
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "map that extracts from JSON",
                (first, second, context) -> first.map(new Extract()),
                JsonExtractTest::extracted)
            .running(TestedOperator::onePerChangedKey)
            .failing());
  }

  private static void extracted(Rows rows, TestedOperator.Contents result) {
    rows.first()
        .forEach((key, values) ->
            values.stream()
                .filter(value -> value > 2)
                .forEach(value ->
                    result.add(
                        key,
                        Json.array(List.<Json>of(Json.object(Map.of("found", Json.of(value))))))));
  }
}
