package io.skipruntime.oracle;

import io.skipruntime.json.Tuple;
import java.util.List;

/** One of several tuples, which contain each other. */
sealed interface Shape {

  @Tuple
  record Circle(double radius) implements Shape {}

  @Tuple
  record Polygon(List<Shape> parts) implements Shape {}

  @Tuple
  record Named(String name, Colour colour) implements Shape {}
}
