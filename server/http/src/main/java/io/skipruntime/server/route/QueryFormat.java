package io.skipruntime.server.route;

import io.skipruntime.engine.QueryLanguage;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonWriter;
import io.skipruntime.server.problem.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The forms in which the rows of a query are sent. */
enum QueryFormat {
  /** An object with the columns and the rows. */
  JSON,
  /** A line of JSON for each row: an array. */
  NDJSON,
  /** A line for each row behind one of the names, as RFC 4180 has it; NULL is an empty field. */
  CSV;

  /** The formats by their names. */
  static final Map<String, QueryFormat> BY_NAME =
      new TreeMap<>(Map.of("json", JSON, "ndjson", NDJSON, "csv", CSV));

  /** The answer in this format. */
  Answer answer(QueryLanguage.Answer rows) {
    return switch (this) {
      case JSON -> Answer.json(200, json(rows));
      case NDJSON -> text("application/x-ndjson", ndjson(rows));
      case CSV -> text("text/csv; charset=utf-8", csv(rows));
    };
  }

  private static Answer text(String type, String text) {
    return new Answer(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  private static byte[] json(QueryLanguage.Answer answer) {
    JsonWriter out = new JsonWriter();
    out.beginObject().name("columns").beginArray();
    for (QueryLanguage.Column column : answer.columns()) {
      out.beginObject().name("name").write(column.name());
      out.name("type").write(column.type());
      out.endObject();
    }
    out.endArray().name("rows").beginArray();
    answer.rows().forEach(row -> out.write(Json.array(row)));
    out.endArray().endObject();
    return out.toByteArray();
  }

  private static String ndjson(QueryLanguage.Answer answer) {
    return answer.rows().stream().map(row -> Json.array(row) + "\n").collect(Collectors.joining());
  }

  private static String csv(QueryLanguage.Answer answer) {
    StringBuilder text = new StringBuilder();
    text.append(line(answer.columns().stream().map(column -> quoted(column.name())).toList()));
    for (List<Json> row : answer.rows()) {
      text.append(line(row.stream().map(QueryFormat::field).toList()));
    }
    return text.toString();
  }

  private static String field(Json cell) {
    return switch (cell) {
      case JsonNull none -> "";
      case JsonString text -> text.value().isEmpty() ? "\"\"" : quoted(text.value());
      default -> quoted(cell.toString());
    };
  }

  private static String line(List<String> fields) {
    return fields.stream().collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quoted(String field) {
    boolean isPlain = field.chars().noneMatch(each -> ",\"\r\n".indexOf(each) >= 0);
    return isPlain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
  }
}
