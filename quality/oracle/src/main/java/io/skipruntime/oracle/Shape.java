package io.skipruntime.oracle;

import java.util.List;

/** One of several records, which contain each other. */
sealed interface Shape {

  record Circle(double radius) implements Shape {}

  record Polygon(List<Shape> parts) implements Shape {}

  record Named(String name, Colour colour) implements Shape {}
}
