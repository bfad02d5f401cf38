package io.skipruntime.json;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a property with many seeds; a failure names its seed. */
final class Seeds {

  private Seeds() {}

  static void forEach(int count, Consumer<Random> property) {
    long first = System.nanoTime();
    for (long seed = first; seed < first + count; seed++) {
      try {
        property.accept(new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("fails with the seed " + seed + "L: " + e.getMessage(), e);
      }
    }
  }
}
