package io.skipruntime.cli;

import io.skipruntime.client.QueryResult;
import io.skipruntime.client.QueryResult.Column;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The result of a query as CSV (RFC 4180) behind a line with the names of the columns. NULL is an
 * empty field, and an empty text is two quotes.
 */
final class ResultCsv {

  private static final Pattern SPECIAL = Pattern.compile("[,\"\r\n]");

  private ResultCsv() {}

  /** The records of a result, without the ends of their lines. */
  static List<String> lines(QueryResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        result.columns().stream()
            .map(Column::name)
            .map(ResultCsv::field)
            .collect(Collectors.joining(",")));
    for (List<Json> row : result.rows()) {
      lines.add(row.stream().map(ResultCsv::field).collect(Collectors.joining(",")));
    }
    return lines;
  }

  private static String field(Json cell) {
    return switch (cell) {
      case JsonNull none -> "";
      case JsonString text -> field(text.value());
      default -> field(cell.toString());
    };
  }

  private static String field(String text) {
    return text.isEmpty() || SPECIAL.matcher(text).find()
        ? "\"" + text.replace("\"", "\"\"") + "\""
        : text;
  }
}
