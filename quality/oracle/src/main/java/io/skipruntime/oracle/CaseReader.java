package io.skipruntime.oracle;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reader of the text of a {@link Case}, line by line; lines that begin with # are comments. */
final class CaseReader {

  private static final Pattern OPERATION =
      Pattern.compile("(\\w+)\\(([^)]*)\\) (\\w+) (\\w+) (\\w+) (-?\\d+) (-?\\d+)(?: \\[(.*)])?");
  private static final Pattern RESOURCE = Pattern.compile("(\\w+)\\(n(\\d+)\\) (\\w+) \\| (.*)");

  private final List<Program> programs = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private List<Operation> nodes = new ArrayList<>();
  private List<ResourceLine> resources = new ArrayList<>();
  private Settings settings = Settings.USUAL;
  private boolean running;

  private CaseReader() {}

  /**
   * The case that a text describes.
   *
   * @throws IllegalArgumentException if it describes none
   */
  static Case read(String text) {
    CaseReader reader = new CaseReader();
    text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(reader::line);
    return new Case(reader.settings, reader.programs, reader.steps);
  }

  private void line(String line) {
    switch (line) {
      case "program" -> {
        endProgram();
      }
      case "run" -> {
        endProgram();
        running = true;
      }
      default -> {
        if (line.startsWith("settings")) {
          settings = Settings.read(line.substring("settings".length()));
        } else if (running) {
          steps.add(step(line));
        } else if (line.startsWith("n")) {
          nodes.add(operation(afterName(line)));
        } else {
          resources.add(resource(afterName(line)));
        }
      }
    }
  }

  private void endProgram() {
    if (!nodes.isEmpty()) {
      programs.add(new Program(nodes, resources));
    }
    nodes = new ArrayList<>();
    resources = new ArrayList<>();
  }

  private static String afterName(String line) {
    return line.substring(line.indexOf('=') + 2);
  }

  private static Operation operation(String text) {
    Matcher parts = match(OPERATION, text);
    String inner = parts.group(8);
    return new Operation(
        Operator.valueOf(parts.group(1)),
        nodeNumbers(parts.group(2)),
        Kind.valueOf(parts.group(3)),
        Kind.valueOf(parts.group(4)),
        Kind.valueOf(parts.group(5)),
        Integer.parseInt(parts.group(6)),
        Integer.parseInt(parts.group(7)),
        inner == null ? Optional.empty() : Optional.of(operation(inner)));
  }

  private static List<Integer> nodeNumbers(String text) {
    return Arrays.stream(text.split(","))
        .filter(name -> !name.isEmpty())
        .map(name -> name.equals("it") ? Operation.PREVIOUS : Integer.parseInt(name.substring(1)))
        .toList();
  }

  private static ResourceLine resource(String text) {
    Matcher parts = match(RESOURCE, text);
    return new ResourceLine(
        ResourceLine.Reading.valueOf(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Kind.valueOf(parts.group(3)),
        Arrays.stream(parts.group(4).split(" \\| ")).map(CaseReader::operation).toList());
  }

  private static Matcher match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not " + pattern + ": " + text);
    }
    return matcher;
  }

  private static Step step(String line) {
    String[] words = line.split(" ", 5);
    return switch (words[0]) {
      case "write" -> new Step.Write(writes(Json.parse(line.substring(6)).asObject()));
      case "restart" -> new Step.Restart(number(words[1]), number(words[2]));
      case "crash" ->
          new Step.Crash(
              number(words[1]),
              number(words[2]),
              number(words[3]),
              new Step.Write(writes(Json.parse(words[4]).asObject())));
      case "together" ->
          new Step.WriteTogether(
              Json.parse(line.substring(9)).asArray().elements().stream()
                  .map(each -> new Step.Write(writes(each.asObject())))
                  .toList());
      case "mix" -> new Step.Mix(Long.parseLong(words[1]));
      case "open" -> new Step.Open(number(words[1]), number(words[2]), number(words[3]));
      case "subscribe" ->
          new Step.Subscribe(number(words[1]), number(words[2]), Boolean.parseBoolean(words[3]));
      case "poll" -> new Step.Poll(number(words[1]));
      case "unsubscribe" -> new Step.Unsubscribe(number(words[1]));
      case "close" -> new Step.Close(number(words[1]));
      case "read" -> new Step.Read(number(words[1]), number(words[2]));
      case "collect" -> new Step.Collect(Long.parseLong(words[1]));
      case "reload" -> new Step.Reload(number(words[1]));
      case "external" ->
          new Step.External(
              Kind.valueOf(words[1]),
              number(words[2]),
              Step.ExternalEvent.valueOf(words[3]),
              changes(Json.parse(words[4]).asArray()));
      default -> throw new IllegalArgumentException("not a step: " + line);
    };
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static Map<String, List<Step.Change>> writes(JsonObject json) {
    Map<String, List<Step.Change>> writes = new LinkedHashMap<>();
    json.members().forEach((name, changes) -> writes.put(name, changes(changes.asArray())));
    return writes;
  }

  private static List<Step.Change> changes(JsonArray json) {
    return json.elements().stream()
        .map(Json::asArray)
        .map(pair ->
            new Step.Change(pair.elements().get(0), pair.elements().get(1).asArray().elements()))
        .toList();
  }
}
