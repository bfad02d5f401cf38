package io.skipruntime.json;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The codec for values that stay JSON, and are to have a shape. */
final class ShapeCodec extends ValueCodec<Json> {

  private final JsonShape shape;

  ShapeCodec(JsonShape shape) {
    this.shape = shape;
  }

  @Override
  @Nullable Json read(Json json, Problems problems) {
    int before = problems.count();
    check(shape, json, problems);
    return problems.count() == before ? json : null;
  }

  @Override
  @Nullable Json check(Object value, Problems problems) {
    return value instanceof Json json ? read(json, problems) : mismatch(value, problems);
  }

  private static void check(JsonShape shape, Json json, Problems problems) {
    switch (shape) {
      case JsonShape.Any any -> {}
      case JsonShape.OfKind(JsonKind kind) -> require(json.kind() == kind, shape, json, problems);
      case JsonShape.Whole whole ->
          require(json instanceof JsonNumber number && number.isWhole(), shape, json, problems);
      case JsonShape.UuidText uuid -> checkText(json, ShapeCodec::isUuid, shape, problems);
      case JsonShape.TimeText time -> checkText(json, ShapeCodec::isTime, shape, problems);
      case JsonShape.Constant(Json value) -> require(json.equals(value), shape, json, problems);
      case JsonShape.ListOf(JsonShape element) -> {
        if (json instanceof JsonArray array) {
          for (int i = 0; i < array.size(); i++) {
            problems.enter(i);
            check(element, array.get(i), problems);
            problems.leave();
          }
        } else {
          require(false, shape, json, problems);
        }
      }
      case JsonShape.TupleOf(List<JsonShape> elements) ->
          checkTuple(shape, elements, json, problems);
      case JsonShape.MapOf(JsonShape value) -> {
        if (json instanceof JsonObject object) {
          object.members().forEach((name, member) -> checkMember(name, value, member, problems));
        } else {
          require(false, shape, json, problems);
        }
      }
      case JsonShape.ObjectOf object -> checkObject(object, json, problems);
      case JsonShape.AnyOf any -> checkAny(any, json, problems);
    }
  }

  private static void require(boolean holds, JsonShape shape, Json found, Problems problems) {
    if (!holds) {
      problems.expected(expected(shape), JsonText.found(found));
    }
  }

  private static void checkText(
      Json json, Predicate<String> accepts, JsonShape shape, Problems problems) {
    require(json instanceof JsonString(String text) && accepts.test(text), shape, json, problems);
  }

  private static boolean isUuid(String text) {
    try {
      return java.util.UUID.fromString(text).toString().equalsIgnoreCase(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isTime(String text) {
    try {
      var unused = DateTimeFormatter.ISO_DATE_TIME.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static void checkTuple(
      JsonShape shape, List<JsonShape> elements, Json json, Problems problems) {
    if (!(json instanceof JsonArray array) || array.size() != elements.size()) {
      require(false, shape, json, problems);
      return;
    }
    for (int i = 0; i < elements.size(); i++) {
      problems.enter(i);
      check(elements.get(i), array.get(i), problems);
      problems.leave();
    }
  }

  private static void checkMember(String name, JsonShape shape, Json value, Problems problems) {
    problems.enter(name);
    check(shape, value, problems);
    problems.leave();
  }

  private static void checkObject(JsonShape.ObjectOf shape, Json json, Problems problems) {
    if (!(json instanceof JsonObject object)) {
      require(false, shape, json, problems);
      return;
    }
    Map<String, JsonShape> members = shape.members();
    members.forEach((name, member) -> {
      if (object.has(name)) {
        checkMember(name, member, object.get(name), problems);
      } else if (!shape.optional().contains(name)) {
        problems.enter(name);
        problems.invalid("missing; expected " + expected(member));
        problems.leave();
      }
    });
    for (String name : object.names()) {
      if (!members.containsKey(name)) {
        problems.enter(name);
        problems.invalid(
            members.isEmpty()
                ? "unknown member; there are none"
                : "unknown member; there are " + String.join(", ", members.keySet()));
        problems.leave();
      }
    }
  }

  /** Reports the problems of the only alternative of the value's kind, if there is only one. */
  private static void checkAny(JsonShape.AnyOf shape, Json json, Problems problems) {
    JsonShape near = null;
    int ofKind = 0;
    for (JsonShape each : shape.alternatives()) {
      Problems found = new Problems();
      check(each, json, found);
      if (found.count() == 0) {
        return;
      }
      if (isNested(each, json)) {
        near = each;
        ofKind++;
      }
    }
    if (near != null && ofKind == 1) {
      check(near, json, problems);
    } else {
      require(false, shape, json, problems);
    }
  }

  /** Whether a value is of the kind of a shape that has others in it. */
  private static boolean isNested(JsonShape shape, Json json) {
    return switch (shape) {
      case JsonShape.ListOf list -> json instanceof JsonArray;
      case JsonShape.TupleOf tuple -> json instanceof JsonArray;
      case JsonShape.MapOf map -> json instanceof JsonObject;
      case JsonShape.ObjectOf object -> json instanceof JsonObject;
      case JsonShape.AnyOf any -> true;
      default -> false;
    };
  }

  private static String expected(JsonShape shape) {
    return switch (shape) {
      case JsonShape.Constant constant -> constant.describe();
      case JsonShape.AnyOf(List<JsonShape> alternatives) ->
          String.join(" or ", alternatives.stream().map(ShapeCodec::expected).toList());
      case JsonShape.OfKind(JsonKind kind) -> kind.describe();
      case JsonShape.ObjectOf object -> "an " + shape.describe();
      default -> "a " + shape.describe();
    };
  }

  @Override
  String expected() {
    return expected(shape);
  }

  @Override
  String plural() {
    return describe();
  }

  @Override
  public String describe() {
    return shape.describe();
  }

  @Override
  public JsonType jsonType() {
    return shape instanceof JsonShape.Any ? new JsonType.AnyType() : new JsonType.ShapeType(shape);
  }
}
