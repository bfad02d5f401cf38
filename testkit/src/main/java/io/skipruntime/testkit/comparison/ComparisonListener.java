package io.skipruntime.testkit.comparison;

/** A listener to what a comparison does, for drivers that look at more than the comparison does. */
public interface ComparisonListener {

  /** The service is about to do what may change its state. */
  default void begins() {}

  /** The service has done it, or refused it. */
  default void ended() {}

  /**
   * The service has done what it was to do.
   *
   * @throws Difference if it did so in another way than it should
   */
  default void accepted(Prediction before, Prediction after) {}

  /**
   * The service has refused what it was to refuse.
   *
   * @param failure what was predicted
   */
  default void refused(Throwable failure) {}

  /**
   * An instance fails as it is to fail; said after each step.
   *
   * @param failure what was predicted
   */
  default void isFailing(Instance instance, Throwable failure) {}
}
