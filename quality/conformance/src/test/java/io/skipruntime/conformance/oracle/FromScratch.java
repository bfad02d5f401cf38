package io.skipruntime.conformance.oracle;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the resources of the conformance service are: each computed from all of the inputs, in the
 * simplest way there is. It shares no code with the service or the engine.
 *
 * <p>A method throws {@link ArithmeticException} where a number does not fit 64 bits, and {@link
 * NotUniqueException} where there are several values but one is asked for: there the service must
 * fail too.
 */
final class FromScratch {

  /** There are several values where one is asked for. */
  static final class NotUniqueException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Inputs inputs;
  private final TreeMap<Long, List<Json>> result = new TreeMap<>();

  private FromScratch(Inputs inputs) {
    this.inputs = inputs;
  }

  /** The values of each key of a resource. */
  static SortedMap<Long, List<Json>> contents(Inputs inputs, String resource, JsonObject params) {
    FromScratch evaluation = new FromScratch(inputs);
    switch (resource) {
      case "sum", "min", "max", "count", "sumOfSquares", "largestThree" ->
          evaluation.reduced(resource, params.get("modulo").asLong());
      case "activeMembers" -> evaluation.activeMembers();
      case "activeFriends" -> evaluation.activeFriends(params.get("uid").asLong());
      case "profiles" -> evaluation.profiles();
      case "chain" -> evaluation.chain(params.get("limit").asLong());
      case "merge" -> evaluation.merged();
      case "swap" -> evaluation.swap(numbers(inputs));
      case "take" -> evaluation.firstKeys(numbers(inputs), params.get("limit").asLong());
      case "top" -> evaluation.top(params.get("limit").asLong());
      default -> evaluation.eachValue(resource, params);
    }
    return evaluation.result;
  }

  private static NavigableMap<Long, List<Long>> numbers(Inputs inputs) {
    TreeMap<Long, List<Long>> numbers = new TreeMap<>();
    inputs.get("a").keySet().forEach(key -> numbers.put(key, inputs.numbers("a", key)));
    return numbers;
  }

  private void emit(long key, Json value) {
    result.computeIfAbsent(key, none -> new ArrayList<>()).add(value);
  }

  private static void add(NavigableMap<Long, List<Long>> to, long key, long value) {
    to.computeIfAbsent(key, none -> new ArrayList<>()).add(value);
  }

  /** The resources in which each value stays at its key, changed or left out. */
  private void eachValue(String resource, JsonObject params) {
    String source = resource.equals("valuesOf") ? "b" : "a";
    for (long key : inputs.get(source).keySet()) {
      for (long value : inputs.numbers(source, key)) {
        if (isKept(key, value, resource, params)) {
          emit(key, Json.of(changed(key, value, resource, params)));
        }
      }
    }
  }

  private boolean isKept(long key, long value, String resource, JsonObject params) {
    return switch (resource) {
      case "slice" -> isWithin(key, params.get("from"), params.get("to"));
      case "slices" ->
          params.get("ranges").asArray().elements().stream()
              .map(Json::asArray)
              .anyMatch(range -> isWithin(key, range.get(0), range.get(1)));
      case "valuesOf" -> inputs.numbers("a", params.get("key").asLong()).contains(value);
      default -> true;
    };
  }

  private long changed(long key, long value, String resource, JsonObject params) {
    return switch (resource) {
      case "a", "slice", "slices", "valuesOf" -> value;
      case "plus" -> Math.addExact(value, params.get("n").asLong());
      case "lookup" -> looked(value);
      case "size" -> Math.addExact(value, inputs.get("b").size());
      case "lazy" -> Math.addExact(value, triangle(modulo(key, 12)));
      default -> throw new IllegalArgumentException("no resource " + resource);
    };
  }

  private static boolean isWithin(long key, Json from, Json to) {
    return from.asLong() <= key && key <= to.asLong();
  }

  private static long modulo(long number, long modulus) {
    long remainder = number % modulus;
    return remainder < 0 ? remainder + modulus : remainder;
  }

  private long looked(long value) {
    long sum = 0;
    for (long other : inputs.numbers("b", modulo(value, 5))) {
      sum = Math.addExact(sum, other);
    }
    return Math.addExact(Math.multiplyExact(100L, value), sum);
  }

  private long triangle(long last) {
    long total = 0;
    for (long key = 0; key <= last; key++) {
      long own = 0;
      for (long value : inputs.numbers("a", key)) {
        own = Math.addExact(own, value);
      }
      total = key == 0 ? own : Math.addExact(own, Math.addExact(key, total));
    }
    return total;
  }

  private void swap(NavigableMap<Long, List<Long>> contents) {
    TreeMap<Long, List<Long>> swapped = new TreeMap<>();
    contents.forEach((key, values) -> values.forEach(value -> add(swapped, value, key)));
    swapped.forEach((value, keys) -> emit(value, sorted(keys)));
  }

  private static Json sorted(List<Long> numbers) {
    return Json.array(numbers.stream().sorted().map(Json::of).toList());
  }

  private void firstKeys(NavigableMap<Long, List<Long>> contents, long limit) {
    contents.entrySet().stream()
        .limit(limit)
        .forEach(entry -> entry.getValue().forEach(v -> emit(entry.getKey(), Json.of(v))));
  }

  private void top(long limit) {
    TreeMap<Long, List<Long>> negated = new TreeMap<>();
    numbers(inputs)
        .forEach((key, values) -> values.forEach(v -> add(negated, Math.negateExact(key), v)));
    firstKeys(negated, limit);
  }

  private void merged() {
    TreeMap<Long, List<Long>> merged = new TreeMap<>();
    for (String source : List.of("a", "b")) {
      for (long key : inputs.get(source).keySet()) {
        inputs.numbers(source, key).forEach(value -> add(merged, key, value));
      }
    }
    merged.forEach((key, values) -> emit(key, sorted(values)));
  }

  private void chain(long limit) {
    TreeMap<Long, List<Long>> spread = new TreeMap<>();
    for (long key : inputs.get("a").keySet()) {
      for (long value : inputs.numbers("a", key)) {
        for (long i = 0; i < modulo(value, 3); i++) {
          add(spread, Math.addExact(key, i), looked(value));
        }
      }
    }
    TreeMap<Long, List<Long>> taken = new TreeMap<>();
    spread.subMap(-50L, true, 50L, true).entrySet().stream()
        .limit(limit)
        .forEach(entry -> taken.put(entry.getKey(), entry.getValue()));
    swap(taken);
  }

  private void reduced(String reducer, long modulo) {
    TreeMap<Long, List<Long>> groups = new TreeMap<>();
    numbers(inputs)
        .forEach((key, values) -> values.forEach(v -> add(groups, modulo(key, modulo), v)));
    groups.forEach((group, values) -> emit(group, reduced(reducer, values)));
  }

  private static Json reduced(String reducer, List<Long> values) {
    List<Long> ascending = values.stream().sorted().toList();
    return switch (reducer) {
      case "sum" -> Json.of(sum(values));
      case "min" -> Json.of(ascending.getFirst());
      case "max" -> Json.of(ascending.getLast());
      case "count" -> Json.of(values.size());
      case "sumOfSquares" ->
          Json.of(sum(values.stream().map(v -> Math.multiplyExact(v, v)).toList()));
      default -> Json.array(ascending.reversed().stream().limit(3).map(Json::of).toList());
    };
  }

  private static long sum(List<Long> values) {
    BigInteger sum = BigInteger.ZERO;
    for (long value : values) {
      sum = sum.add(BigInteger.valueOf(value));
    }
    return sum.longValueExact();
  }

  private static Json unique(List<Json> values) {
    if (values.size() != 1) {
      throw new NotUniqueException();
    }
    return values.getFirst();
  }

  private static List<Long> numbers(Json object, String member) {
    return object.asObject().get(member).asArray().elements().stream().map(Json::asLong).toList();
  }

  private void activeMembers() {
    inputs
        .get("groups")
        .forEach((id, group) -> {
          for (long member : numbers(unique(group), "members")) {
            if (users(member).stream().anyMatch(user -> isActive(user))) {
              emit(id, Json.of(member));
            }
          }
        });
  }

  private List<Json> users(long id) {
    return inputs.get("users").getOrDefault(id, List.of());
  }

  private static boolean isActive(Json user) {
    return user.asObject().get("active").asBoolean();
  }

  private void activeFriends(long id) {
    List<Long> friends = new ArrayList<>();
    users(id).forEach(user -> friends.addAll(numbers(user, "friends")));
    activeMembers();
    result.values().forEach(members -> members.removeIf(each -> !friends.contains(each.asLong())));
    result.values().removeIf(List::isEmpty);
  }

  private void profiles() {
    TreeMap<Long, List<Long>> groupsOfUser = new TreeMap<>();
    inputs
        .get("groups")
        .forEach((id, group) ->
            numbers(unique(group), "members").forEach(user -> add(groupsOfUser, user, id)));
    inputs
        .get("users")
        .forEach((id, user) -> {
          Json groups =
              Json.array(groupsOfUser.getOrDefault(id, List.of()).stream().map(Json::of).toList());
          Json name = unique(user).asObject().get("name");
          emit(id, Json.object(Map.of("name", name, "groups", groups)));
        });
  }
}
