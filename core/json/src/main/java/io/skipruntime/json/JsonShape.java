package io.skipruntime.json;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The form of values that stay JSON, as a program states it that has no Java types for them: one in
 * another language. {@link Codecs#of} gives the codec that checks values against it. Immutable.
 */
public sealed interface JsonShape extends Type {

  /** Any JSON value. */
  static JsonShape any() {
    return new Any();
  }

  /** The shape in a few words for messages, such as {@code list of strings}. */
  String describe();

  @Override
  default String getTypeName() {
    return describe();
  }

  /** Any JSON value. */
  record Any() implements JsonShape {
    @Override
    public String describe() {
      return "JSON value";
    }
  }

  /** Any value of one kind. */
  record OfKind(JsonKind kind) implements JsonShape {
    @Override
    public String describe() {
      String described = kind.describe();
      return described.substring(described.indexOf(' ') + 1);
    }
  }

  /** A whole number of any size. */
  record Whole() implements JsonShape {
    @Override
    public String describe() {
      return "whole number";
    }
  }

  /** A string that is a UUID. */
  record UuidText() implements JsonShape {
    @Override
    public String describe() {
      return "UUID";
    }
  }

  /** A string that is a point in time by ISO 8601, with an offset or without. */
  record TimeText() implements JsonShape {
    @Override
    public String describe() {
      return "point in time";
    }
  }

  /** One value, and no other one. */
  record Constant(Json value) implements JsonShape {
    @Override
    public String describe() {
      return value.toString();
    }
  }

  /** An array whose elements are of one shape. */
  record ListOf(JsonShape element) implements JsonShape {
    @Override
    public String describe() {
      return "list of " + plural(element);
    }
  }

  /** An array with a shape for each of its elements. */
  record TupleOf(List<JsonShape> elements) implements JsonShape {

    /** Copies the list. */
    public TupleOf {
      elements = List.copyOf(elements);
    }

    @Override
    public String describe() {
      return elements.stream()
          .map(JsonShape::describe)
          .collect(Collectors.joining(", ", "list [", "]"));
    }
  }

  /** An object with any members, whose values are of one shape. */
  record MapOf(JsonShape value) implements JsonShape {
    @Override
    public String describe() {
      return "map to " + plural(value);
    }
  }

  /**
   * An object with these members, and no others.
   *
   * @param members the members by name, in order
   * @param optional the names of those that may be absent
   */
  record ObjectOf(Map<String, JsonShape> members, Set<String> optional) implements JsonShape {

    /** Copies both. */
    public ObjectOf {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      optional = Set.copyOf(optional);
    }

    @Override
    public String describe() {
      return members.isEmpty()
          ? "empty object"
          : "object of " + String.join(", ", members.keySet());
    }
  }

  /** A value of any of these shapes, at least one. */
  record AnyOf(List<JsonShape> alternatives) implements JsonShape {

    /** Copies the list. */
    public AnyOf {
      alternatives = List.copyOf(alternatives);
    }

    @Override
    public String describe() {
      return alternatives.stream().map(JsonShape::describe).collect(Collectors.joining(" or "));
    }
  }

  private static String plural(JsonShape shape) {
    return switch (shape) {
      case AnyOf any -> any.describe();
      case Constant constant -> constant.describe();
      case ListOf(JsonShape element) -> "lists of " + plural(element);
      case MapOf(JsonShape value) -> "maps to " + plural(value);
      case OfKind(JsonKind kind) when kind == JsonKind.NULL -> "null";
      case ObjectOf object -> object.describe().replaceFirst("object", "objects");
      case TimeText time -> "points in time";
      case TupleOf tuple -> tuple.describe().replaceFirst("list", "lists");
      default -> shape.describe() + "s";
    };
  }
}
