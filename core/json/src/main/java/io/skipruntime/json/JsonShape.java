package io.skipruntime.json;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.HashSet;
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

  /** A string of one form. */
  record FormattedText(TextForm form) implements JsonShape {
    @Override
    public String describe() {
      return form.describe();
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

  /**
   * An object with any members, whose values are of one shape.
   *
   * @param name the shape of what the names stand for: a name is a string of that shape, or the
   *     JSON text of a number or a boolean of that shape
   * @param value the shape of the values
   */
  record MapOf(JsonShape name, JsonShape value) implements JsonShape {

    /** Members of any names. */
    public MapOf(JsonShape value) {
      this(new OfKind(JsonKind.STRING), value);
    }

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

  /**
   * A shape with types that have names, by which it and they {@link Use} each other: so shapes may
   * be recursive.
   *
   * @param shape what the values are
   * @param types the types by name, which also are for messages and for other languages
   */
  record Where(JsonShape shape, Map<String, JsonShape> types) implements JsonShape {

    /**
     * Copies the map.
     *
     * @throws IllegalArgumentException if a type leads back to itself without a list or an object
     *     between
     */
    public Where {
      types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
      for (Map.Entry<String, JsonShape> type : types.entrySet()) {
        requireEnd(type.getKey(), type.getValue(), types, new HashSet<>());
      }
    }

    private static void requireEnd(
        String name, JsonShape shape, Map<String, JsonShape> types, Set<String> seen) {
      if (shape instanceof AnyOf(List<JsonShape> alternatives)) {
        alternatives.forEach(each -> requireEnd(name, each, types, seen));
      }
      if (shape instanceof Use(String used)) {
        if (used.equals(name)) {
          throw new IllegalArgumentException(
              "the type " + name + " is nothing but itself; it needs a list or an object between");
        }
        JsonShape next = types.get(used);
        if (next != null && seen.add(used)) {
          requireEnd(name, next, types, seen);
        }
      }
    }

    /** The shape itself, or the one that it uses. */
    private JsonShape meant() {
      return shape instanceof Use(String name) ? types.getOrDefault(name, shape) : shape;
    }

    @Override
    public String describe() {
      return meant().describe();
    }
  }

  /** The type of that name of the innermost {@link Where} around this that has it. */
  record Use(String name) implements JsonShape {
    @Override
    public String describe() {
      return name;
    }
  }

  private static String plural(JsonShape shape) {
    return switch (shape) {
      case AnyOf any -> any.describe();
      case Constant constant -> constant.describe();
      case ListOf(JsonShape element) -> "lists of " + plural(element);
      case MapOf map -> "maps to " + plural(map.value());
      case Where where -> plural(where.meant());
      case OfKind(JsonKind kind) when kind == JsonKind.NULL -> "null";
      case ObjectOf object -> object.describe().replaceFirst("object", "objects");
      case FormattedText(TextForm form) -> form.plural();
      case TupleOf tuple -> tuple.describe().replaceFirst("list", "lists");
      default -> shape.describe() + "s";
    };
  }
}
