package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.NamedParameters;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonKind;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonShape;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.TextForm;
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

  /**
   * A type as a shape.
   *
   * @throws SkipException if it is none
   */
  static JsonShape read(Json type) {
    return read(type, Set.of());
  }

  /** The parameters that a description of a resource or a command says. */
  static NamedParameters parameters(JsonObject description) {
    Optional<Json> params = description.find("params").map(WireShapes::byMember);
    JsonShape shape = params.map(WireShapes::read).orElse(JsonShape.any());
    Optional<NamedParameters.UserMember> user =
        params.filter(JsonObject.class::isInstance).flatMap(type -> user(type.asObject()));
    return new NamedParameters(shape, user);
  }

  /** Parameters where each member has the types that it uses, rather than the whole. */
  private static Json byMember(Json type) {
    if (!(type instanceof JsonObject whole && whole.has("where"))) {
      return type;
    }
    Json types = whole.get("where");
    Json told = whole.get("type");
    while (told instanceof JsonObject use && use.has("use")) {
      told = types.asObject().get(use.get("use").asString());
    }
    if (!(told instanceof JsonObject object && object.has("object"))) {
      return type;
    }
    Map<String, Json> members = new LinkedHashMap<>();
    object
        .get("object")
        .asObject()
        .members()
        .forEach((name, member) ->
            members.put(
                name,
                member instanceof JsonString
                    ? member
                    : Json.object(Map.of("type", member, "where", types))));
    Map<String, Json> parameters = new LinkedHashMap<>(object.members());
    parameters.put("object", Json.object(members));
    return Json.object(parameters);
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

  private static JsonShape read(Json type, Set<String> names) {
    return switch (type) {
      case JsonString(String name) -> simple(name);
      case JsonObject object when object.size() > 0 -> composed(object, names);
      default -> throw unknown(type);
    };
  }

  private static JsonShape simple(String name) {
    return switch (name) {
      case "json", PRINCIPAL -> JsonShape.any();
      case "string" -> new JsonShape.OfKind(JsonKind.STRING);
      case "number" -> new JsonShape.OfKind(JsonKind.NUMBER);
      case "integer" -> new JsonShape.Whole();
      case "boolean" -> new JsonShape.OfKind(JsonKind.BOOLEAN);
      case "null" -> new JsonShape.OfKind(JsonKind.NULL);
      case "uuid" -> new JsonShape.FormattedText(TextForm.UUID);
      case "time" -> new JsonShape.FormattedText(TextForm.TIME);
      case "instant" -> new JsonShape.FormattedText(TextForm.INSTANT);
      case "date" -> new JsonShape.FormattedText(TextForm.DATE);
      default -> throw unknown(Json.of(name));
    };
  }

  private static JsonShape composed(JsonObject type, Set<String> names) {
    if (type.has("array")) {
      return new JsonShape.ListOf(read(type.get("array"), names));
    }
    if (type.has("tuple")) {
      return new JsonShape.TupleOf(all(type.get("tuple"), names));
    }
    if (type.has("map")) {
      JsonShape value = read(type.get("map"), names);
      return type.find("names")
          .map(name -> new JsonShape.MapOf(read(name, names), value))
          .orElseGet(() -> new JsonShape.MapOf(value));
    }
    if (type.has("anyOf")) {
      return new JsonShape.AnyOf(all(type.get("anyOf"), names));
    }
    if (type.has("constant")) {
      return new JsonShape.Constant(type.get("constant"));
    }
    if (type.has("object")) {
      JsonObject told = type.get("object").asObject();
      Map<String, JsonShape> members = new LinkedHashMap<>();
      told.names().forEach(name -> members.put(name, read(told.get(name), names)));
      return new JsonShape.ObjectOf(members, optional(type));
    }
    if (type.has("where")) {
      return where(type.get("type"), type.get("where").asObject(), names);
    }
    if (type.has("use")) {
      String name = type.get("use").asString();
      if (!names.contains(name)) {
        throw new SkipException("there is no type " + name + ", which another one uses");
      }
      return new JsonShape.Use(name);
    }
    throw unknown(type);
  }

  private static JsonShape where(Json type, JsonObject types, Set<String> outer) {
    Set<String> names = new HashSet<>(outer);
    names.addAll(types.names());
    Map<String, JsonShape> shapes = new LinkedHashMap<>();
    types.names().forEach(name -> shapes.put(name, read(types.get(name), names)));
    try {
      return new JsonShape.Where(read(type, names), shapes);
    } catch (IllegalArgumentException e) {
      throw new SkipException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<JsonShape> all(Json types, Set<String> names) {
    return types.asArray().elements().stream().map(each -> read(each, names)).toList();
  }

  private static SkipException unknown(Json type) {
    return new SkipException("a worker has told of a type that there is not: " + type);
  }
}
