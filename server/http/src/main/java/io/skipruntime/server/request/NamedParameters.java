package io.skipruntime.server.request;

import io.skipruntime.InvalidInputException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import io.skipruntime.json.Problem;
import io.skipruntime.server.problem.RefusedException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The parameters of a resource, each by its name in the query of an address.
 *
 * <p>A parameter is taken as JSON if it is JSON, else as a string. So that a string may look like a
 * number, those that a resource rejects can be taken as strings after all.
 *
 * @param texts what was given, by name
 * @param values what it is taken as
 */
public record NamedParameters(Map<String, String> texts, Map<String, Json> values) {

  /** How many parameters an address may have. */
  static final int MOST_PARAMETERS = 64;

  /**
   * The parameters in a query.
   *
   * @param reader reads JSON; throws {@link JsonSyntaxException} if a text is none
   * @throws RefusedException if there are more than {@value #MOST_PARAMETERS}
   */
  public static NamedParameters of(Parameters query, Function<String, Json> reader) {
    if (query.names().size() > MOST_PARAMETERS) {
      throw new RefusedException(
          422,
          "invalid-parameters",
          "an address may have "
              + MOST_PARAMETERS
              + " parameters by name; give others as one JSON text: params=");
    }
    Map<String, String> texts = new HashMap<>();
    Map<String, Json> values = new HashMap<>();
    for (Parameters.Parameter each : query.all()) {
      texts.put(each.name(), each.value());
      values.put(each.name(), value(each.value(), reader));
    }
    return new NamedParameters(texts, values);
  }

  private static Json value(String text, Function<String, Json> reader) {
    try {
      return reader.apply(text);
    } catch (JsonSyntaxException e) {
      return Json.of(text);
    }
  }

  /** The parameters as one object. */
  public Json json() {
    return Json.object(values);
  }

  /** The same, with those as strings that a resource rejected. */
  public NamedParameters withStrings(InvalidInputException rejection) {
    Map<String, Json> changed = new HashMap<>(values);
    Set<String> rejected =
        rejection.problems().stream().map(Problem::pointer).collect(Collectors.toSet());
    texts.forEach((name, text) -> {
      if (rejected.contains(RequestBody.pointer(name))) {
        changed.put(name, Json.of(text));
      }
    });
    return new NamedParameters(texts, changed);
  }
}
