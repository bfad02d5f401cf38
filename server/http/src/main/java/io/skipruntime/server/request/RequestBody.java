package io.skipruntime.server.request;

import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.Problem;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the bodies of writes and lookups stand for; only their shape is checked here. */
public final class RequestBody {

  private static final int MAX_PROBLEMS = 1000;

  private RequestBody() {}

  /**
   * What a lookup asks for.
   *
   * @param key the key
   * @param params parameters of the resource, {@code {}} unless given
   */
  public record Lookup(Json key, Json params) {}

  /**
   * The entries {@code [[key,[value…]]…]} of a write.
   *
   * @throws RefusedException that points at what has another shape
   */
  public static List<Entry<Json, Json>> entries(Json body) {
    List<Problem> problems = new ArrayList<>();
    List<Entry<Json, Json>> entries = entries(body, "", problems);
    check("invalid-entries", problems);
    return entries;
  }

  /**
   * The entries by collection of a write to several: {@code {collection:[[key,[value…]]…],…}}.
   *
   * @throws RefusedException that points at what has another shape
   */
  public static Map<String, List<Entry<Json, Json>>> inputs(Json body) {
    List<Problem> problems = new ArrayList<>();
    Map<String, List<Entry<Json, Json>>> inputs = new LinkedHashMap<>();
    if (body instanceof JsonObject object) {
      object
          .members()
          .forEach((name, value) -> inputs.put(name, entries(value, pointer(name), problems)));
    } else {
      problems.add(problem("", "expected an object of collections: {name: [[key, [value…]]…]}"));
    }
    check("invalid-entries", problems);
    return inputs;
  }

  /**
   * The key and parameters {@code {"key":…,"params":…}} of a lookup.
   *
   * @throws RefusedException that points at what has another shape
   */
  public static Lookup lookup(Json body) {
    if (!(body instanceof JsonObject object)) {
      throw refused("invalid-parameters", problem("", "expected {\"key\": …, \"params\": …}"));
    }
    Json key =
        object
            .find("key")
            .orElseThrow(() -> refused("invalid-parameters", problem("/key", "is missing")));
    return new Lookup(key, object.find("params").orElse(Json.object(Map.of())));
  }

  /** The pointer to a member of a body. */
  public static String pointer(String member) {
    return "/" + member.replace("~", "~0").replace("/", "~1");
  }

  private static List<Entry<Json, Json>> entries(
      Json json, String pointer, List<Problem> problems) {
    if (!(json instanceof JsonArray array)) {
      problems.add(problem(pointer, "expected a list of entries: [[key, [value…]]…]"));
      return List.of();
    }
    List<Entry<Json, Json>> entries = new ArrayList<>(array.size());
    for (int i = 0; i < array.size() && problems.size() < MAX_PROBLEMS; i++) {
      addEntry(array.get(i), pointer + "/" + i, entries, problems);
    }
    return entries;
  }

  private static void addEntry(
      Json json, String pointer, List<Entry<Json, Json>> entries, List<Problem> problems) {
    if (!(json instanceof JsonArray pair) || pair.size() != 2) {
      problems.add(problem(pointer, "expected a pair of a key and its values: [key, [value…]]"));
    } else if (pair.get(1) instanceof JsonArray values) {
      entries.add(new Entry<>(pair.get(0), values.elements()));
    } else {
      problems.add(problem(pointer + "/1", "expected a list of values; none delete the key"));
    }
  }

  private static Problem problem(String pointer, String detail) {
    return new Problem(pointer, Problem.Kind.INVALID, detail);
  }

  private static void check(String type, List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new RefusedException(ProblemDocument.ofValues(type, problems));
    }
  }

  private static RefusedException refused(String type, Problem problem) {
    return new RefusedException(ProblemDocument.ofValues(type, List.of(problem)));
  }
}
