package io.skipruntime.workers;

import io.skipruntime.Aggregator;
import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.Lookup;
import io.skipruntime.Range;
import io.skipruntime.Reducers;
import io.skipruntime.SkipException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonPattern;
import io.skipruntime.json.JsonWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The collections that a turn of a worker can name, by number, and what it makes of them. For the
 * thread that runs the turn.
 */
@SuppressWarnings("unchecked") // all collections of a worker's service are of JSON
final class Scope implements Asked {

  private final WorkerPool pool;
  private final Object owner;
  private final Map<Long, Object> collections = new HashMap<>();
  private final @Nullable Context context;

  /**
   * A scope.
   *
   * @param owner the service
   * @param first the collections that there are at first, numbered from 0 on
   * @param context makes lazy and external collections; null where none can be made
   */
  Scope(WorkerPool pool, Object owner, List<?> first, @Nullable Context context) {
    this.pool = pool;
    this.owner = owner;
    this.context = context;
    for (int i = 0; i < first.size(); i++) {
      collections.put((long) i, first.get(i));
    }
  }

  /** The collection of a number. */
  Object collection(Json number) {
    Object found = collections.get(number.asLong());
    if (found == null) {
      throw new SkipException("a worker has named a collection that there is not: " + number);
    }
    return found;
  }

  /** The eager collection of a number. */
  EagerCollection<Json, Json> eager(Json number) {
    return (EagerCollection<Json, Json>) collection(number);
  }

  @Override
  public void answer(JsonArray question, Mirrors mirrors, JsonWriter answer) {
    switch (question.get(0).asString()) {
      case "get" -> {
        applyLast(question, 3);
        Lookup<Json, Json> lookup = (Lookup<Json, Json>) collection(question.get(1));
        answer.write((Object) lookup.get(question.get(2)));
      }
      case "size" -> {
        applyLast(question, 2);
        answer.write((long) eager(question.get(1)).size());
      }
      case "extract" -> answer.write((Object) extract(question));
      default -> throw new SkipException("a worker cannot ask for " + question.get(0));
    }
  }

  /** The parts of a value that match a pattern. */
  static JsonArray extract(JsonArray question) {
    return JsonPattern.parse(question.get(2).asString()).extract(question.get(1));
  }

  private void applyLast(JsonArray question, int place) {
    if (question.size() > place) {
      apply(question.get(place).asArray());
    }
  }

  /** Makes the collections that the worker describes. */
  void apply(JsonArray operators) {
    for (Json each : operators.elements()) {
      JsonObject operator = each.asObject();
      collections.put(operator.get("id").asLong(), made(operator));
    }
  }

  private Object made(JsonObject operator) {
    return switch (operator.get("op").asString()) {
      case "map" -> source(operator).map(mapper(operator));
      case "mapReduce" -> source(operator).map(mapper(operator)).reduce(reducer(operator));
      case "reduce" -> source(operator).reduce(reducer(operator));
      case "slices" -> source(operator).slices(ranges(operator));
      case "take" -> source(operator).take(limit(operator.get("limit")));
      case "merge" ->
          source(operator)
              .merge(
                  operator.get("others").asArray().elements().stream().map(this::eager).toList());
      case "lazy" -> context().createLazyCollection(lazy(operator));
      case "external" -> context().useExternalResource(external(operator));
      default -> throw new SkipException("there is no operator " + operator.get("op"));
    };
  }

  private Context context() {
    return Objects.requireNonNull(context, "nothing can be made here");
  }

  private EagerCollection<Json, Json> source(JsonObject operator) {
    return eager(operator.get("source"));
  }

  private ContextMapper<Json, Json, Json, Json> mapper(JsonObject operator) {
    FunctionReference.WithCollections read =
        FunctionReference.read(
            FunctionReference.Kind.MAPPER, operator.get("function").asObject(), this);
    return new WorkerMapper(pool, owner, read.function(), read.collections());
  }

  private WorkerLazy lazy(JsonObject operator) {
    FunctionReference.WithCollections read =
        FunctionReference.read(
            FunctionReference.Kind.LAZY, operator.get("function").asObject(), this);
    return new WorkerLazy(pool, owner, read.function(), read.collections());
  }

  private Aggregator<Json, ?, ? extends Json> reducer(JsonObject operator) {
    JsonObject reducer = operator.get("reducer").asObject();
    if (reducer.has("native")) {
      return ofEngine(reducer.get("native").asString());
    }
    FunctionReference.WithCollections read =
        FunctionReference.read(FunctionReference.Kind.REDUCER, reducer, this);
    if (!read.collections().isEmpty()) {
      throw new SkipException("the reducer " + read.function().name() + " is given a collection");
    }
    return new WorkerReducer(pool, owner, read.function(), reducer.find("initial").orElse(null));
  }

  private static Aggregator<Json, ?, ? extends Json> ofEngine(String name) {
    return switch (name) {
      case "sum" -> new JsonSum();
      case "count" -> new JsonCount();
      case "min" -> Reducers.<Json>min();
      case "max" -> Reducers.<Json>max();
      default -> throw new SkipException("there is no reducer " + name);
    };
  }

  private static List<Range<Json>> ranges(JsonObject operator) {
    return operator.get("ranges").asArray().elements().stream()
        .map(range -> new Range<>(range.asArray().get(0), range.asArray().get(1)))
        .toList();
  }

  private static int limit(Json limit) {
    return (int) Math.min(limit.asLong(), Integer.MAX_VALUE);
  }

  private static ExternalResource<Json, Json> external(JsonObject operator) {
    return ExternalResource.of(
            operator.get("service").asString(),
            operator.get("identifier").asString(),
            Json.class,
            Json.class)
        .withParams(operator.get("params"));
  }
}
