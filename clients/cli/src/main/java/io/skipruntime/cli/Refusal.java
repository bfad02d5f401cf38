package io.skipruntime.cli;

import io.skipruntime.client.BrokerException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import java.util.List;

/** The explanation for the user of what the service has refused. */
final class Refusal {

  private Refusal() {}

  /** Says what is wrong, with every mistake that the service has found. */
  static void tell(BrokerException refusal, Terminal terminal) {
    terminal.note("skip: the service refuses: " + refusal.getMessage());
    if (refusal.problem().find("errors").orElse(Json.NULL) instanceof JsonArray errors
        && errors.size() > 1) {
      for (Json each : errors.elements()) {
        if (each instanceof JsonObject error) {
          terminal.note("  " + text(error, "pointer") + ": " + text(error, "detail"));
        }
      }
    }
    if (refusal.status() == 401) {
      terminal.note("--token-file names the file with the token of the control listener");
    }
  }

  /** Says what is wrong with a query, and shows the place in its text if it has one. */
  static void tell(BrokerException refusal, String query, Terminal terminal) {
    if (!refusal.type().equals("invalid-query")) {
      tell(refusal, terminal);
      return;
    }
    terminal.note("skip: " + refusal.detail());
    place(query, number(refusal.problem(), "line"), number(refusal.problem(), "column"))
        .forEach(terminal::note);
  }

  /** A line of a text with a caret below a column; nothing if the text has no such place. */
  private static List<String> place(String text, long line, long column) {
    List<String> lines = text.lines().toList();
    if (line < 1 || line > lines.size() || column < 1) {
      return List.of();
    }
    String shown = lines.get((int) line - 1);
    String before = shown.substring(0, (int) Math.min(column - 1, shown.length()));
    StringBuilder caret = new StringBuilder();
    before
        .codePoints()
        .forEach(each ->
            caret.append(
                each == '\t' ? "\t" : " ".repeat(ResultTable.width(Character.toString(each)))));
    return List.of(shown, caret + "^");
  }

  private static String text(JsonObject object, String member) {
    return object.find(member).orElse(Json.NULL) instanceof JsonString text ? text.value() : "";
  }

  private static long number(JsonObject object, String member) {
    return object.find(member).orElse(Json.NULL) instanceof JsonNumber number ? number.asLong() : 0;
  }
}
