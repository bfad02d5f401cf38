package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/** The texts of documents as PostgreSQL shows them. */
final class DocumentTexts {

  private static final String INDENT = "    ";

  /** The order in which PostgreSQL has the names of an object: shorter ones first. */
  static final Comparator<String> BY_LENGTH =
      Comparator.<String>comparingInt(name -> name.getBytes(StandardCharsets.UTF_8).length)
          .thenComparing(Comparator.naturalOrder());

  /** A document as PostgreSQL shows it. */
  static String shown(Json document) {
    StringBuilder text = new StringBuilder();
    show(document, text, "", "", false);
    return text.toString();
  }

  /** A document in lines. */
  static String pretty(Json document) {
    StringBuilder text = new StringBuilder();
    show(document, text, "\n", "", true);
    return text.toString();
  }

  private static void show(
      Json document, StringBuilder text, String end, String indent, boolean isPretty) {
    String deeper = isPretty ? indent + INDENT : "";
    String between = isPretty ? "," + end : ", ";
    String start = "";
    switch (document) {
      case JsonObject object -> {
        text.append('{').append(end);
        for (String name : object.members().keySet().stream().sorted(BY_LENGTH).toList()) {
          text.append(start).append(deeper).append(Json.of(name)).append(": ");
          show(object.get(name), text, end, deeper, isPretty);
          start = between;
        }
        text.append(object.members().isEmpty() ? "" : end)
            .append(object.members().isEmpty() && !isPretty ? "" : indent)
            .append('}');
      }
      case JsonArray array -> {
        text.append('[').append(end);
        for (Json element : array.elements()) {
          text.append(start).append(deeper);
          show(element, text, end, deeper, isPretty);
          start = between;
        }
        text.append(array.elements().isEmpty() ? "" : end)
            .append(array.elements().isEmpty() && !isPretty ? "" : indent)
            .append(']');
      }
      case JsonNumber number -> {
        text.append(Decimals.bounded(number.asDecimal()).toPlainString());
      }
      default -> text.append(document);
    }
  }

  private DocumentTexts() {}
}
