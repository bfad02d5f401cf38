package io.skipruntime.conformance.oracle;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes random keys, values and parameters for the conformance service. They come from small
 * ranges, so that writes meet what is there and what is read.
 */
final class RandomValues {

  static final List<String> RESOURCES =
      List.of(
          "a",
          "plus",
          "swap",
          "lookup",
          "size",
          "slice",
          "slices",
          "take",
          "top",
          "merge",
          "sum",
          "min",
          "max",
          "count",
          "sumOfSquares",
          "largestThree",
          "lazy",
          "chain",
          "valuesOf",
          "activeMembers",
          "activeFriends",
          "profiles");
  private static final List<String> NAMES = List.of("Ada", "Bob", "Cy", "Di");
  private static final List<Json> STRANGE_KEYS =
      List.of(Json.NULL, Json.of(true), Json.of(1.5), Json.of("1"), Json.array());

  private final Random random;
  private final int failurePercentage;

  /** Of values, about {@code failurePercentage} in a hundred make some function fail. */
  RandomValues(Random random, int failurePercentage) {
    this.random = random;
    this.failurePercentage = failurePercentage;
  }

  /** An entry of a write. */
  Json entry(String collection) {
    return switch (collection) {
      case "users" -> Json.array(id(0), several(this::user));
      case "groups" -> Json.array(id(100), several(this::group));
      default -> Json.array(key(), numbers());
    };
  }

  /** An entry of a group that makes the shared graph fail, so that all of a write is refused. */
  Json groupThatFails() {
    return Json.array(id(100), list(2, this::group));
  }

  /** The name of a resource. */
  String resource() {
    return RESOURCES.get(random.nextInt(RESOURCES.size()));
  }

  /** Parameters for the named resource. */
  Json params(String resource) {
    return switch (resource) {
      case "plus" -> Json.object(Map.of("n", Json.of(1 + random.nextInt(3))));
      case "slice" -> Json.object(Map.of("from", key(), "to", key()));
      case "slices" -> Json.object(Map.of("ranges", ranges()));
      case "take", "top", "chain" -> Json.object(Map.of("limit", Json.of(random.nextInt(6))));
      case "sum", "min", "max", "count", "sumOfSquares", "largestThree" ->
          Json.object(Map.of("modulo", Json.of(1 + random.nextInt(4))));
      case "valuesOf" -> Json.object(Map.of("key", Json.of(random.nextInt(4))));
      case "activeFriends" -> Json.object(Map.of("uid", id(0)));
      default -> Json.object(Map.of());
    };
  }

  /** A key to look up, mostly one that a collection may have. */
  Json lookupKey() {
    return switch (random.nextInt(10)) {
      case 0 -> STRANGE_KEYS.get(random.nextInt(STRANGE_KEYS.size()));
      case 1 -> id(100);
      default -> key();
    };
  }

  private Json key() {
    return Json.of(random.nextInt(14) - 4);
  }

  private Json id(int first) {
    return Json.of(first + random.nextInt(6));
  }

  private JsonArray numbers() {
    return list(random.nextInt(4), this::number);
  }

  private Json number() {
    if (isToFail()) {
      return Json.of(random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE >> random.nextInt(40));
    }
    return Json.of(random.nextInt(24) - 8);
  }

  private JsonArray several(Supplier<Json> value) {
    int count = isToFail() ? 2 : random.nextInt(4) == 0 ? 0 : 1;
    return list(count, value);
  }

  private Json user() {
    return Json.object(
        Map.of(
            "name", Json.of(NAMES.get(random.nextInt(NAMES.size()))),
            "active", Json.of(random.nextBoolean()),
            "friends", list(random.nextInt(4), () -> id(0))));
  }

  private Json group() {
    return Json.object(
        Map.of(
            "name", Json.of(NAMES.get(random.nextInt(NAMES.size()))),
            "members", list(random.nextInt(5), () -> id(0))));
  }

  private JsonArray ranges() {
    return list(random.nextInt(4), () -> Json.array(key(), key()));
  }

  private boolean isToFail() {
    return random.nextInt(100) < failurePercentage;
  }

  private static JsonArray list(int count, Supplier<? extends Json> element) {
    return Json.array(Stream.<Json>generate(element).limit(count).toList());
  }
}
