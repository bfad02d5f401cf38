package io.skipruntime.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a shape with the parts that it leads to, where names of recursive shapes have become
 * what they mean: so the parts of a recursive shape are a cyclic graph. Immutable once it is made.
 */
final class ShapePart {

  private final List<ShapePart> parts = new ArrayList<>();
  private JsonShape shape = JsonShape.any();

  private ShapePart() {}

  /** The parts of types that have names, and what is around them. */
  private record Scope(Map<String, ShapePart> parts, @Nullable Scope outer) {}

  /**
   * The parts of a shape.
   *
   * @throws IllegalArgumentException if it uses a type that is not there
   */
  static ShapePart of(JsonShape shape) {
    return of(shape, null);
  }

  private static ShapePart of(JsonShape shape, @Nullable Scope scope) {
    if (shape instanceof JsonShape.Use(String name)) {
      return find(name, scope);
    }
    ShapePart part = new ShapePart();
    part.fill(shape, scope);
    return part;
  }

  private static ShapePart find(String name, @Nullable Scope scope) {
    for (Scope each = scope; each != null; each = each.outer()) {
      ShapePart part = each.parts().get(name);
      if (part != null) {
        return part;
      }
    }
    throw new IllegalArgumentException("there is no type " + name + ", which another one uses");
  }

  private void fill(JsonShape given, @Nullable Scope scope) {
    shape = given;
    switch (given) {
      case JsonShape.ListOf(JsonShape element) -> parts.add(of(element, scope));
      case JsonShape.TupleOf(List<JsonShape> elements) -> addAll(elements, scope);
      case JsonShape.MapOf(JsonShape name, JsonShape value) -> addAll(List.of(name, value), scope);
      case JsonShape.ObjectOf object -> addAll(object.members().values(), scope);
      case JsonShape.AnyOf(List<JsonShape> alternatives) -> addAll(alternatives, scope);
      case JsonShape.Use(String name) -> {
        shape = new JsonShape.AnyOf(List.of(given));
        parts.add(find(name, scope));
      }
      case JsonShape.Where(JsonShape inner, Map<String, JsonShape> types) -> {
        Map<String, ShapePart> named = new HashMap<>();
        types.keySet().forEach(name -> named.put(name, new ShapePart()));
        Scope own = new Scope(named, scope);
        types.forEach((name, type) -> find(name, own).fill(type, own));
        fill(inner, own);
      }
      default -> {}
    }
  }

  private void addAll(Iterable<JsonShape> shapes, @Nullable Scope scope) {
    shapes.forEach(each -> parts.add(of(each, scope)));
  }

  /** What values are to be; never a name. */
  JsonShape shape() {
    return shape;
  }

  /**
   * The parts that the shape leads to, in its order: an element, elements, a name and a value,
   * members, or alternatives.
   */
  List<ShapePart> parts() {
    return parts;
  }

  /** The alternatives with those of alternatives among them; the part itself if it has none. */
  List<ShapePart> alternatives() {
    List<ShapePart> found = new ArrayList<>();
    addAlternatives(found);
    return found;
  }

  private void addAlternatives(List<ShapePart> found) {
    if (shape instanceof JsonShape.AnyOf) {
      parts.forEach(each -> each.addAlternatives(found));
    } else {
      found.add(this);
    }
  }
}
