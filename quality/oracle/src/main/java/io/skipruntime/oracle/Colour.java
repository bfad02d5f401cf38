package io.skipruntime.oracle;

/** Keys of a few values. */
enum Colour {
  RED,
  GREEN,
  BLUE,
  AMBER
}
