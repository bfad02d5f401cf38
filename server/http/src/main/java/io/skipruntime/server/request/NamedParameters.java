package io.skipruntime.server.request;

import io.skipruntime.InvalidInputException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import io.skipruntime.json.Problem;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

  /**
   * The parameters in a query.
   *
   * @param reader reads JSON; throws {@link JsonSyntaxException} if a text is none
   */
  public static NamedParameters of(MultiMap query, Function<String, Json> reader) {
    Map<String, String> texts = new HashMap<>();
    Map<String, Json> values = new HashMap<>();
    for (Map.Entry<String, String> each : query) {
      texts.put(each.getKey(), each.getValue());
      values.put(each.getKey(), value(each.getValue(), reader));
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
    List<String> rejected = rejection.problems().stream().map(Problem::pointer).toList();
    texts.forEach((name, text) -> {
      if (rejected.contains(RequestBody.pointer(name))) {
        changed.put(name, Json.of(text));
      }
    });
    return new NamedParameters(texts, changed);
  }
}
