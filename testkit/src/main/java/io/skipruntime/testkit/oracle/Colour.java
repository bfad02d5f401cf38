package io.skipruntime.testkit.oracle;

/** Keys of a few values. */
enum Colour {
  RED,
  GREEN,
  BLUE,
  AMBER
}
