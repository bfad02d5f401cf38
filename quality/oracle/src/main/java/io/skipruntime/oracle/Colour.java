package io.skipruntime.oracle;

/** Keys of a few values, in the order of their names. */
enum Colour {
  AMBER,
  BLUE,
  GREEN,
  RED
}
