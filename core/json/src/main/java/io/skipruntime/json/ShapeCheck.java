package io.skipruntime.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A check of one value against a shape, which reports what does not fit.
 *
 * <p>Where a value may be of several shapes that have others in them, each is tried. What was found
 * of the values in it is kept, so that a value of many levels is not looked at again and again.
 */
final class ShapeCheck {

  private final Problems problems;
  private @Nullable Map<Tried, Boolean> tried;

  /** A check that reports to these problems, at the place where they are. */
  ShapeCheck(Problems problems) {
    this.problems = problems;
  }

  private ShapeCheck(Problems problems, Map<Tried, Boolean> tried) {
    this.problems = problems;
    this.tried = tried;
  }

  /** A value and a part of a shape that it was tried as; both are the same objects if equal. */
  private record Tried(ShapePart part, Json json) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Tried(ShapePart otherPart, Json otherJson)
          && part == otherPart
          && isSame(json, otherJson);
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Json one, Json other) {
      return one == other;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(part) + System.identityHashCode(json);
    }
  }

  /** Reports what of a value does not fit. */
  void check(ShapePart part, Json json) {
    JsonShape shape = part.shape();
    switch (shape) {
      case JsonShape.Any any -> {}
      case JsonShape.ListOf list -> {
        if (json instanceof JsonArray array) {
          for (int i = 0; i < array.size(); i++) {
            checkElement(i, part.parts().getFirst(), array);
          }
        } else {
          report(shape, json);
        }
      }
      case JsonShape.TupleOf tuple -> {
        if (json instanceof JsonArray array && array.size() == part.parts().size()) {
          for (int i = 0; i < array.size(); i++) {
            checkElement(i, part.parts().get(i), array);
          }
        } else {
          report(shape, json);
        }
      }
      case JsonShape.MapOf map -> {
        if (json instanceof JsonObject object) {
          for (String name : object.names()) {
            checkEntry(part, name, object.get(name));
          }
        } else {
          report(shape, json);
        }
      }
      case JsonShape.ObjectOf object -> checkObject(object, part.parts(), json);
      case JsonShape.AnyOf any -> checkAny(part, json);
      default -> {
        if (!fitsSimple(shape, json)) {
          report(shape, json);
        }
      }
    }
  }

  private static boolean fitsSimple(JsonShape shape, Json json) {
    return switch (shape) {
      case JsonShape.OfKind(JsonKind kind) -> json.kind() == kind;
      case JsonShape.Whole whole -> json instanceof JsonNumber number && number.isWhole();
      case JsonShape.FormattedText(TextForm form) ->
          json instanceof JsonString(String text) && form.accepts(text);
      case JsonShape.Constant(Json value) -> json.equals(value);
      default -> throw new IllegalStateException(shape + " has parts");
    };
  }

  private void report(JsonShape shape, Json found) {
    problems.expected(expected(shape), JsonText.found(found));
  }

  private void checkElement(int index, ShapePart part, JsonArray array) {
    problems.enter(index);
    check(part, array.get(index));
    problems.leave();
  }

  private void checkMember(String name, ShapePart part, Json value) {
    problems.enter(name);
    check(part, value);
    problems.leave();
  }

  private void checkEntry(ShapePart map, String name, Json value) {
    ShapePart nameShape = map.parts().get(0);
    if (!fitsName(nameShape, name)) {
      problems.enter(name);
      problems.invalid("the name has to stand for " + expected(nameShape.shape()));
      problems.leave();
    }
    checkMember(name, map.parts().get(1), value);
  }

  private static boolean fitsName(ShapePart part, String name) {
    return (part.shape() instanceof JsonShape.OfKind(JsonKind kind) && kind == JsonKind.STRING)
        || fits(part, Json.of(name))
        || scalar(name).filter(json -> fits(part, json)).isPresent();
  }

  private static boolean fits(ShapePart part, Json json) {
    Problems found = new Problems();
    new ShapeCheck(found).check(part, json);
    return found.count() == 0;
  }

  /** The number or boolean whose JSON is a name. */
  private static Optional<Json> scalar(String name) {
    try {
      Json json = Json.parse(name);
      boolean isScalar = json instanceof JsonNumber || json.kind() == JsonKind.BOOLEAN;
      return isScalar && json.toString().equals(name) ? Optional.of(json) : Optional.empty();
    } catch (JsonSyntaxException e) {
      return Optional.empty();
    }
  }

  private void checkObject(JsonShape.ObjectOf shape, List<ShapePart> parts, Json json) {
    if (!(json instanceof JsonObject object)) {
      report(shape, json);
      return;
    }
    Map<String, JsonShape> members = shape.members();
    int position = 0;
    for (Map.Entry<String, JsonShape> member : members.entrySet()) {
      String name = member.getKey();
      ShapePart part = parts.get(position++);
      if (object.has(name)) {
        checkMember(name, part, object.get(name));
      } else if (!shape.optional().contains(name)) {
        problems.enter(name);
        problems.invalid("missing; expected " + expected(member.getValue()));
        problems.leave();
      }
    }
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

  /** Reports the problems of the only alternative that is meant, if there is only one. */
  private void checkAny(ShapePart part, Json json) {
    List<ShapePart> near = new ArrayList<>();
    for (ShapePart each : part.alternatives()) {
      if (!hasParts(each.shape()) && fitsAsIs(each.shape(), json)) {
        return;
      }
      if (isNested(each.shape(), json)) {
        near.add(each);
      }
    }
    List<ShapePart> meant = json instanceof JsonObject object ? meant(near, object) : near;
    if (meant.size() == 1) {
      check(meant.getFirst(), json);
    } else if (!fitsAny(near, json)) {
      report(part.shape(), json);
    }
  }

  // Loops, since lambdas would need much of the stack at each level of a deep value.
  private boolean fitsAny(List<ShapePart> parts, Json json) {
    for (ShapePart each : parts) {
      if (fitsOnTrial(each, json)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Those of several alternatives whose constants an object has, or, if those are several ones,
   * whose members it has; all if none is left.
   */
  private static List<ShapePart> meant(List<ShapePart> near, JsonObject object) {
    if (near.size() < 2) {
      return near;
    }
    List<ShapePart> told = near.stream().filter(each -> hasConstants(each, object)).toList();
    if (told.size() < 2) {
      return told.isEmpty() ? near : told;
    }
    List<ShapePart> named = told.stream().filter(each -> hasMembers(each, object)).toList();
    return named.isEmpty() ? told : named;
  }

  /** Whether an object does not differ from an alternative in a member that says what it is. */
  private static boolean hasConstants(ShapePart part, JsonObject object) {
    if (!(part.shape() instanceof JsonShape.ObjectOf shape)) {
      return true;
    }
    int position = 0;
    for (String name : shape.members().keySet()) {
      List<ShapePart> member = part.parts().get(position++).alternatives();
      if (member.stream().allMatch(each -> each.shape() instanceof JsonShape.Constant)) {
        boolean isOther =
            object
                .find(name)
                .filter(value -> member.stream().noneMatch(each -> fitsSimple(each.shape(), value)))
                .isPresent();
        if (isOther) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean hasMembers(ShapePart part, JsonObject object) {
    return !(part.shape() instanceof JsonShape.ObjectOf shape)
        || (shape.members().keySet().containsAll(object.names())
            && shape.members().keySet().stream()
                .allMatch(name -> object.has(name) || shape.optional().contains(name)));
  }

  private static boolean fitsAsIs(JsonShape shape, Json json) {
    return shape instanceof JsonShape.Any || fitsSimple(shape, json);
  }

  private boolean fitsOnTrial(ShapePart part, Json json) {
    if (tried == null) {
      tried = new HashMap<>();
    }
    Map<Tried, Boolean> known = tried;
    Tried trial = new Tried(part, json);
    Boolean before = known.get(trial);
    if (before != null) {
      return before;
    }
    Problems found = new Problems();
    new ShapeCheck(found, known).check(part, json);
    known.put(trial, found.count() == 0);
    return found.count() == 0;
  }

  private static boolean hasParts(JsonShape shape) {
    return switch (shape) {
      case JsonShape.ListOf list -> true;
      case JsonShape.TupleOf tuple -> true;
      case JsonShape.MapOf map -> true;
      case JsonShape.ObjectOf object -> true;
      default -> false;
    };
  }

  /** Whether a value is of the kind of a shape that has others in it. */
  private static boolean isNested(JsonShape shape, Json json) {
    return switch (shape) {
      case JsonShape.ListOf list -> json instanceof JsonArray;
      case JsonShape.TupleOf tuple -> json instanceof JsonArray;
      case JsonShape.MapOf map -> json instanceof JsonObject;
      case JsonShape.ObjectOf object -> json instanceof JsonObject;
      default -> false;
    };
  }

  /** What a shape wants, for messages. */
  static String expected(JsonShape shape) {
    return switch (shape) {
      case JsonShape.Constant constant -> constant.describe();
      case JsonShape.AnyOf(List<JsonShape> alternatives) ->
          alternatives.stream().map(ShapeCheck::expected).collect(Collectors.joining(" or "));
      case JsonShape.OfKind(JsonKind kind) -> kind.describe();
      case JsonShape.ObjectOf object -> "an " + shape.describe();
      case JsonShape.Where(JsonShape.Use(String name), var types) ->
          expected(types.getOrDefault(name, JsonShape.any()));
      case JsonShape.Where(JsonShape inner, var types) -> expected(inner);
      case JsonShape.Use(String name) -> name;
      default -> "a " + shape.describe();
    };
  }
}
