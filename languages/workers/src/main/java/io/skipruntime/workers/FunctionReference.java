package io.skipruntime.workers;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A function of a worker as a value: what a process makes the function of. Two that are equal, over
 * the same collections, are the same function. Immutable.
 */
final class FunctionReference {

  private final Kind kind;
  private final String name;
  private final String code;
  private final JsonArray params;
  private final int hash;

  /**
   * A function.
   *
   * @param name what messages call it
   * @param code the worker's text for its class
   * @param params what it was given: values as {@code {"json": …}}, collections as {@code
   *     {"collection": place}}, a place in the function's own list of collections
   */
  FunctionReference(Kind kind, String name, String code, JsonArray params) {
    this.kind = kind;
    this.name = name;
    this.code = code;
    this.params = params;
    this.hash = Objects.hash(kind, code, params);
  }

  /** The kinds of functions. */
  enum Kind {
    /** It is applied to entries. */
    MAPPER("mapper"),
    /** It computes entries when they are asked for. */
    LAZY("lazy"),
    /** It accumulates values. */
    REDUCER("reducer");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }
  }

  /** A function and the collections that it was given, in order. */
  record WithCollections(FunctionReference function, List<Object> collections) {}

  /**
   * The function that a worker describes.
   *
   * @param scope has the collections that the description names
   */
  static WithCollections read(Kind kind, JsonObject description, Scope scope) {
    List<Object> collections = new ArrayList<>();
    List<Json> params = new ArrayList<>();
    for (Json given : description.get("params").asArray().elements()) {
      if (given.asObject().has("collection")) {
        Map<String, Json> placed = new HashMap<>(given.asObject().members());
        placed.put("collection", Json.of(collections.size()));
        params.add(Json.object(placed));
        collections.add(scope.collection(given.asObject().get("collection")));
      } else {
        params.add(given);
      }
    }
    return new WithCollections(
        new FunctionReference(
            kind,
            description.get("name").asString(),
            description.get("class").asString(),
            new JsonArray(params)),
        List.copyOf(collections));
  }

  /** Whether it is a mapper, a lazy function or a reducer. */
  Kind kind() {
    return kind;
  }

  /** What messages call it. */
  String name() {
    return name;
  }

  /** The worker's text for its class. */
  String code() {
    return code;
  }

  /** What it was given. */
  JsonArray params() {
    return params;
  }

  /** The code and the parameters as a text. */
  String fingerprint() {
    return kind.wireName() + " " + code + params;
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof FunctionReference function
            && function.hash == hash
            && function.kind == kind
            && function.name.equals(name)
            && function.code.equals(code)
            && function.params.equals(params));
  }

  /** A hash code that was computed once: parameters may be large, and it is asked for each run. */
  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return fingerprint();
  }
}
