package io.skipruntime.benchmarks.measure;

/** Something that is done again and again, and measured. */
@FunctionalInterface
public interface Work extends AutoCloseable {

  /**
   * Does it once more.
   *
   * @param i how often it has been done before
   * @return a number that depends on all that changed, so that programs can be compared
   */
  long run(int i);

  /** Ends what the work needed. */
  @Override
  default void close() {}
}
