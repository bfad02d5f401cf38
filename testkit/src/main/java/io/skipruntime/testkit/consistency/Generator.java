package io.skipruntime.testkit.consistency;

import java.util.Random;

/**
 * A generator of random things of one kind: entries of an input, parameters of a resource. Good
 * generators choose from few keys, so that writes meet what is there and what is read.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface Generator<T> {

  /**
   * Makes one.
   *
   * @param random the only source of chance, so that a seed gives the same again
   */
  T from(Random random);
}
