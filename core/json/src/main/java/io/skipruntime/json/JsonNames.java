package io.skipruntime.json;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of the members of objects that all have the same ones, such as those of the rows of a
 * table. They are checked and sorted once, and the objects share them. Immutable.
 */
public final class JsonNames {

  private final String[] sorted;

  /** By the place of a sorted name, the place at which it was given. */
  private final int[] places;

  private JsonNames(String[] sorted, int[] places) {
    this.sorted = sorted;
    this.places = places;
  }

  /**
   * The names in the order in which values will be given.
   *
   * @throws IllegalArgumentException if a name is there twice or holds a lone surrogate
   */
  public static JsonNames of(List<String> names) {
    names.forEach(Utf8::requireWellFormed);
    int[] places =
        IntStream.range(0, names.size())
            .boxed()
            .sorted((one, other) -> CodePointOrder.compare(names.get(one), names.get(other)))
            .mapToInt(Integer::intValue)
            .toArray();
    String[] sorted = Arrays.stream(places).mapToObj(names::get).toArray(String[]::new);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i].equals(sorted[i - 1])) {
        throw new IllegalArgumentException("the name " + sorted[i] + " is there twice");
      }
    }
    return new JsonNames(sorted, places);
  }

  /**
   * An object whose members have these names.
   *
   * @param values by the names as they were given; the array is not kept
   * @throws IllegalArgumentException if there is another number of values
   */
  public JsonObject object(Json... values) {
    if (values.length != places.length) {
      throw new IllegalArgumentException(values.length + " values for " + places.length + " names");
    }
    Json[] ordered = new Json[values.length];
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = values[places[i]];
    }
    return JsonObject.sorted(sorted, ordered);
  }
}
