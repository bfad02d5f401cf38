package io.skipruntime.cli;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The typed arguments, as JSON. */
final class Arguments {

  private static final Pattern NAMED =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);
  private static final String STARTS_OF_JSON = "{[\"";

  private Arguments() {}

  /**
   * A key, value or parameter: as JSON if it is JSON, else as a string.
   *
   * @throws UsageException if it begins like an object, array or string and is none
   */
  static Json json(String text) {
    try {
      return Json.parse(text);
    } catch (JsonSyntaxException e) {
      if (!text.isEmpty() && STARTS_OF_JSON.indexOf(text.charAt(0)) >= 0) {
        throw new UsageException(text + " is not JSON: " + e.getMessage());
      }
      return Json.of(text);
    }
  }

  /**
   * The parameters of a resource: one JSON, or {@code NAME=VALUE} for each member of an object; an
   * empty object without any.
   *
   * @throws UsageException if they are neither
   */
  static Json params(List<String> arguments) {
    if (arguments.size() == 1 && !NAMED.matcher(arguments.getFirst()).matches()) {
      return json(arguments.getFirst());
    }
    Map<String, Json> members = new LinkedHashMap<>();
    for (String argument : arguments) {
      Matcher named = NAMED.matcher(argument);
      if (!named.matches()) {
        throw new UsageException(
            argument + " is no parameter: give one JSON, or NAME=VALUE for each parameter");
      }
      if (members.put(named.group(1), json(named.group(2))) != null) {
        throw new UsageException("the parameter " + named.group(1) + " is given twice");
      }
    }
    return Json.object(members);
  }

  /**
   * The parameters of a query: {@code NAME=VALUE} for each member of an object.
   *
   * @throws UsageException if one is not of that form, or is given twice
   */
  static Json named(List<String> arguments) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new UsageException(argument + " is no parameter: give NAME=JSON");
      }
      String name = argument.substring(0, equals);
      if (members.put(name, json(argument.substring(equals + 1))) != null) {
        throw new UsageException("the parameter " + name + " is given twice");
      }
    }
    return Json.object(members);
  }
}
