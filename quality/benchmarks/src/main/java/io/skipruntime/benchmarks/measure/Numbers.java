package io.skipruntime.benchmarks.measure;

/**
 * A small seeded generator of numbers that programs in other languages can have too: mulberry32, by
 * Tommy Ettinger.
 */
public final class Numbers {

  private int state;

  /** Begins with a seed. */
  public Numbers(int seed) {
    state = seed;
  }

  /** The next number, from 0 to 2³² - 1. */
  public long next() {
    state += 0x6d2b79f5;
    int mixed = (state ^ (state >>> 15)) * (state | 1);
    mixed ^= mixed + (mixed ^ (mixed >>> 7)) * (mixed | 61);
    return Integer.toUnsignedLong(mixed ^ (mixed >>> 14));
  }

  /** The next number below {@code bound}. */
  public int below(int bound) {
    return (int) (next() % bound);
  }
}
