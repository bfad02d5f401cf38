package io.skipruntime.conformance.oracle;

import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The inputs of the conformance service as plain maps; never changed.
 *
 * @param collections for each input, the values of each key
 */
record Inputs(Map<String, TreeMap<Long, List<Json>>> collections) {

  private static final List<String> NAMES = List.of("a", "b", "users", "groups");

  /** The inputs with contents that are given as JSON; an input that is not named is empty. */
  static Inputs of(Map<String, Map<Object, List<Object>>> contents) {
    Map<String, TreeMap<Long, List<Json>>> collections = new TreeMap<>();
    for (String name : NAMES) {
      TreeMap<Long, List<Json>> collection = new TreeMap<>();
      contents
          .getOrDefault(name, Map.of())
          .forEach((key, values) ->
              collection.put(
                  ((Json) key).asLong(), values.stream().map(value -> (Json) value).toList()));
      collections.put(name, collection);
    }
    return new Inputs(collections);
  }

  /** The values of each key of one input. */
  TreeMap<Long, List<Json>> get(String collection) {
    TreeMap<Long, List<Json>> found = collections.get(collection);
    if (found == null) {
      throw new IllegalArgumentException("no input " + collection);
    }
    return found;
  }

  /** The numbers at one key of {@code a} or {@code b}. */
  List<Long> numbers(String collection, long key) {
    return get(collection).getOrDefault(key, List.of()).stream().map(Json::asLong).toList();
  }
}
