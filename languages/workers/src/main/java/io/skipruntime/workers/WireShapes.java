package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.NamedParameters;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonKind;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonShape;
import io.skipruntime.json.JsonString;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A reader of types as workers tell of them, in the form that docs/workers.md defines. */
final class WireShapes {

  private static final String PRINCIPAL = "principal";

  private WireShapes() {}

  /** The shape that a member of a description says; any JSON where it says none. */
  static JsonShape of(JsonObject description, String member) {
    return description.find(member).map(WireShapes::read).orElse(JsonShape.any());
  }

  /** The parameters that a description of a resource or a command says. */
  static NamedParameters parameters(JsonObject description) {
    JsonShape shape = of(description, "params");
    Optional<NamedParameters.UserMember> user =
        description
            .find("params")
            .filter(JsonObject.class::isInstance)
            .flatMap(type -> user(type.asObject()));
    return new NamedParameters(shape, user);
  }

  private static Optional<NamedParameters.UserMember> user(JsonObject type) {
    if (!type.has("object")) {
      return Optional.empty();
    }
    JsonObject members = type.get("object").asObject();
    return members.names().stream()
        .filter(name -> isPrincipal(members.get(name)))
        .map(name -> new NamedParameters.UserMember(name, optional(type).contains(name)))
        .findFirst();
  }

  private static boolean isPrincipal(Json type) {
    return type instanceof JsonString(String name) && name.equals(PRINCIPAL);
  }

  private static Set<String> optional(JsonObject type) {
    Set<String> names = new HashSet<>();
    type.find("optional")
        .ifPresent(told -> told.asArray().elements().forEach(each -> names.add(each.asString())));
    return names;
  }

  /**
   * A type as a shape.
   *
   * @throws SkipException if it is none
   */
  static JsonShape read(Json type) {
    return switch (type) {
      case JsonString(String name) -> named(name);
      case JsonObject object when object.size() > 0 -> composed(object);
      default -> throw unknown(type);
    };
  }

  private static JsonShape named(String name) {
    return switch (name) {
      case "json", PRINCIPAL -> JsonShape.any();
      case "string" -> new JsonShape.OfKind(JsonKind.STRING);
      case "number" -> new JsonShape.OfKind(JsonKind.NUMBER);
      case "integer" -> new JsonShape.Whole();
      case "boolean" -> new JsonShape.OfKind(JsonKind.BOOLEAN);
      case "null" -> new JsonShape.OfKind(JsonKind.NULL);
      case "uuid" -> new JsonShape.UuidText();
      case "time" -> new JsonShape.TimeText();
      default -> throw unknown(Json.of(name));
    };
  }

  private static JsonShape composed(JsonObject type) {
    if (type.has("array")) {
      return new JsonShape.ListOf(read(type.get("array")));
    }
    if (type.has("tuple")) {
      return new JsonShape.TupleOf(all(type.get("tuple")));
    }
    if (type.has("map")) {
      return new JsonShape.MapOf(read(type.get("map")));
    }
    if (type.has("anyOf")) {
      return new JsonShape.AnyOf(all(type.get("anyOf")));
    }
    if (type.has("constant")) {
      return new JsonShape.Constant(type.get("constant"));
    }
    if (type.has("object")) {
      JsonObject told = type.get("object").asObject();
      Map<String, JsonShape> members = new LinkedHashMap<>();
      told.names().forEach(name -> members.put(name, read(told.get(name))));
      return new JsonShape.ObjectOf(members, optional(type));
    }
    throw unknown(type);
  }

  private static List<JsonShape> all(Json types) {
    return types.asArray().elements().stream().map(WireShapes::read).toList();
  }

  private static SkipException unknown(Json type) {
    return new SkipException("a worker has told of a type that there is not: " + type);
  }
}
