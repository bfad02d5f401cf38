package io.skipruntime.conformance.oracle;

import io.skipruntime.conformance.Write;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The inputs of the conformance service as plain maps; never changed.
 *
 * @param collections for each input, the values of each key
 */
record Inputs(Map<String, TreeMap<Long, List<Json>>> collections) {

  static final Inputs EMPTY =
      new Inputs(
          Map.of(
              "a", new TreeMap<>(),
              "b", new TreeMap<>(),
              "users", new TreeMap<>(),
              "groups", new TreeMap<>()));

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

  /** The inputs after some writes. */
  Inputs with(List<Write> writes) {
    Map<String, TreeMap<Long, List<Json>>> next = new TreeMap<>();
    collections.forEach((name, contents) -> next.put(name, new TreeMap<>(contents)));
    Inputs result = new Inputs(next);
    writes.forEach(write -> set(result.get(write.collection()), write.entries()));
    return result;
  }

  private static void set(TreeMap<Long, List<Json>> contents, JsonArray entries) {
    for (Json entry : entries.elements()) {
      List<Json> values = entry.asArray().get(1).asArray().elements();
      if (values.isEmpty()) {
        contents.remove(entry.asArray().get(0).asLong());
      } else {
        contents.put(entry.asArray().get(0).asLong(), values);
      }
    }
  }
}
