package io.skipruntime.json;

import org.jspecify.annotations.Nullable;

/** The codec for values that stay JSON, and are to have a shape. */
final class ShapeCodec extends ValueCodec<Json> {

  private final JsonShape shape;
  private final ShapePart part;

  /**
   * Resolves the names in a shape.
   *
   * @throws IllegalArgumentException if it leads back to a name that is not around it
   */
  ShapeCodec(JsonShape shape) {
    this.shape = shape;
    this.part = ShapePart.of(shape);
  }

  @Override
  @Nullable Json read(Json json, Problems problems) {
    int before = problems.count();
    new ShapeCheck(problems).check(part, json);
    return problems.count() == before ? json : null;
  }

  @Override
  @Nullable Json check(Object value, Problems problems) {
    return value instanceof Json json ? read(json, problems) : mismatch(value, problems);
  }

  @Override
  String expected() {
    return ShapeCheck.expected(shape);
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
