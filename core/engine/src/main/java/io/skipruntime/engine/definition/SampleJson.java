package io.skipruntime.engine.definition;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonKind;
import io.skipruntime.json.JsonType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A maker of sample values: for a type, any value that it takes.
 *
 * @param number what numbers are
 * @param text what strings are
 */
record SampleJson(long number, String text) {

  /** Samples that differ, for types that do not take every value. */
  static final List<SampleJson> ALL =
      List.of(
          new SampleJson(1, "a"),
          new SampleJson(0, ""),
          new SampleJson(10, "http://localhost/"),
          new SampleJson(100, "1"));

  /** A value of the type. Collections in it are empty, and what may be absent is. */
  Json of(JsonType type) {
    return switch (type) {
      case JsonType.AnyType any -> Json.NULL;
      case JsonType.ShapeType shape -> Json.NULL;
      case JsonType.KindType(var kind) -> ofKind(kind);
      case JsonType.BooleanType truth -> Json.of(true);
      case JsonType.NumberType numbers -> Json.of(number);
      case JsonType.StringType(String description) ->
          Json.of(
              switch (description) {
                case JsonType.UUID -> "00000000-0000-0000-0000-000000000000";
                case JsonType.INSTANT -> "2000-01-01T00:00:00.000000000Z";
                case JsonType.DATE -> "2000-01-01";
                case JsonType.DATE_TIME -> "2000-01-01T00:00:00.000000000";
                case JsonType.TIME -> "00:00:00.000000000";
                default -> text;
              });
      case JsonType.ConstantsType(String name, List<String> constants) ->
          constants.isEmpty() ? Json.NULL : Json.of(constants.getFirst());
      case JsonType.ArrayType array -> Json.array(List.of());
      case JsonType.MapType map -> Json.object(Map.of());
      case JsonType.PairsType pairs -> Json.array(List.of());
      case JsonType.ObjectType object -> ofObject(object);
      case JsonType.TupleType tuple -> ofTuple(tuple);
      case JsonType.UnionType union -> of(union.alternatives().getFirst());
    };
  }

  private Json ofObject(JsonType.ObjectType object) {
    Map<String, Json> members = new HashMap<>();
    object.tag().ifPresent(tag -> members.put("type", Json.of(tag)));
    for (JsonType.Member member : object.members()) {
      members.put(member.name(), member.isNullable() ? Json.NULL : of(member.type()));
    }
    return Json.object(members);
  }

  private Json ofTuple(JsonType.TupleType tuple) {
    List<Json> elements = new ArrayList<>();
    tuple.tag().ifPresent(tag -> elements.add(Json.of(tag)));
    for (JsonType.Member element : tuple.elements()) {
      elements.add(element.isNullable() ? Json.NULL : of(element.type()));
    }
    return Json.array(elements);
  }

  private static Json ofKind(JsonKind kind) {
    return switch (kind) {
      case ARRAY -> Json.array(List.of());
      case OBJECT -> Json.object(Map.of());
      default -> Json.NULL;
    };
  }
}
