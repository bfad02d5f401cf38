package io.skipruntime.engine.operator;

import io.skipruntime.ComputationException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.graph.Node;

/** The check that a function gives the same result when it is run twice. */
final class Determinism {

  private Determinism() {}

  /**
   * Compares the results of two runs of a node's function for one key.
   *
   * @throws ComputationException if they differ
   */
  static void require(Node node, Object key, Object first, Object second) {
    if (!first.equals(second)) {
      throw new ComputationException(
          node.describe(),
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
