package io.skipruntime.engine.operator;

import io.skipruntime.ComputationException;
import io.skipruntime.SkipException;

/**
 * The check that a function gives the same result when it is run twice.
 *
 * @param owner what the function belongs to; its text is the name that messages give the function
 * @param key the key that the function runs for
 */
record Determinism(Object owner, Object key) {

  /**
   * Compares the results of two runs.
   *
   * @throws ComputationException if they differ
   */
  void require(Object first, Object second) {
    if (!first.equals(second)) {
      throw new ComputationException(
          owner.toString(),
          key,
          new SkipException(
              "it is not deterministic: run twice it gave "
                  + first
                  + ", then "
                  + second
                  + "; a function may depend only on its arguments and on collections it reads"));
    }
  }
}
