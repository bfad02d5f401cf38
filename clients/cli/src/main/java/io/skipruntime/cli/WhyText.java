package io.skipruntime.cli;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An explanation as a tree of lines: an entry, and indented below it the entries that it was
 * computed from.
 *
 * <pre>
 * highest clock = 30                       mapReduce, Auction.createGraph:42
 * ├─ bids b2 = {"lot":"clock","amount":30}   input, written by a client at tick 7
 * └─ bids b1 = {"lot":"clock","amount":10}   input, initial; makes no difference
 * </pre>
 */
final class WhyText {

  private static final int MOST_CHARACTERS = 100;

  private final List<String> lines = new ArrayList<>();
  private final Map<String, Boolean> redundant = new HashMap<>();

  private WhyText() {}

  /** The lines of an answer of {@code /v1/inspect/why}. */
  static List<String> of(JsonObject answer) {
    WhyText text = new WhyText();
    for (Json each : list(answer, "inputs")) {
      JsonObject input = each.asObject();
      input
          .find("isRedundant")
          .ifPresent(is -> text.redundant.put(identity(input), is.equals(Json.of(true))));
    }
    text.add("", "", "", answer.get("entry").asObject());
    text.addSummary(answer);
    return text.lines;
  }

  private void add(String before, String below, String role, JsonObject entry) {
    lines.add(before + head(role, entry) + "  — " + facts(entry));
    List<Json> causes = list(entry, "causes");
    long omitted = number(entry, "omitted");
    for (int i = 0; i < causes.size(); i++) {
      boolean isLast = i == causes.size() - 1 && omitted == 0;
      JsonObject cause = causes.get(i).asObject();
      add(
          below + (isLast ? "└─ " : "├─ "),
          below + (isLast ? "   " : "│  "),
          cause.get("role").asString(),
          cause.get("entry").asObject());
    }
    if (omitted > 0) {
      lines.add(below + "└─ … and " + omitted + " more, or more than is known any more");
    }
  }

  private static String head(String role, JsonObject entry) {
    String name = NodeName.withoutParams(entry.get("node").asObject().get("name").asString());
    String key =
        entry.get("key") instanceof JsonString text ? text.value() : entry.get("key").toString();
    List<Json> values = list(entry, "values");
    return switch (role) {
      case "whole" -> "number of keys of " + name + " = " + joined(values);
      case "place" -> "place of " + key + " among the keys of " + name;
      default ->
          (role.equals("read") ? "read " : "")
              + name
              + " "
              + key
              + (values.isEmpty() ? " is not there" : " = " + joined(values));
    };
  }

  private static String joined(List<Json> values) {
    StringBuilder text = new StringBuilder();
    for (Json value : values) {
      text.append(text.isEmpty() ? "" : " ").append(value);
    }
    return text.length() <= MOST_CHARACTERS
        ? text.toString()
        : text.substring(0, MOST_CHARACTERS) + "…";
  }

  private String facts(JsonObject entry) {
    List<String> facts = new ArrayList<>();
    facts.add(entry.get("kind").asString());
    entry.find("function").ifPresent(place -> facts.add(function(place.asObject())));
    entry.find("writer").ifPresent(writer -> facts.add(writer(writer.asObject())));
    if (number(entry, "tick") > 0) {
      facts.add("tick " + number(entry, "tick"));
    }
    Boolean isRedundant = redundant.get(identity(entry));
    if (isRedundant != null && entry.find("writer").isPresent()) {
      facts.add(isRedundant ? "makes no difference" : "decides");
    }
    if (entry.find("isRepeated").isPresent()) {
      facts.add("see above");
    }
    return String.join(", ", facts);
  }

  private static String function(JsonObject place) {
    String type = place.get("class").asString();
    String line = place.find("line").map(each -> ":" + each).orElse("");
    return type.substring(type.lastIndexOf('.') + 1).replace('$', '.')
        + "."
        + place.get("method").asString()
        + line;
  }

  private static String writer(JsonObject writer) {
    String time = writer.find("time").map(each -> " at " + each.asString()).orElse("");
    return switch (writer.get("kind").asString()) {
      case "initial" -> "initial" + time;
      case "source" -> "delivered" + time;
      default -> "written" + time;
    };
  }

  private void addSummary(JsonObject answer) {
    int inputs = list(answer, "inputs").size();
    lines.add("");
    lines.add(
        inputs
            + (inputs == 1 ? " entry" : " entries")
            + " of inputs at "
            + answer.get("at").asString()
            + (answer.get("isComplete").equals(Json.of(true)) ? "" : "; some were left out"));
  }

  private static String identity(JsonObject entry) {
    return entry.get("node").asObject().get("id") + " " + entry.get("key");
  }

  private static List<Json> list(JsonObject object, String member) {
    return object.find(member).orElse(Json.NULL) instanceof JsonArray array
        ? array.elements()
        : List.of();
  }

  private static long number(JsonObject object, String member) {
    return object.find(member).orElse(Json.NULL) instanceof JsonNumber number ? number.asLong() : 0;
  }
}
