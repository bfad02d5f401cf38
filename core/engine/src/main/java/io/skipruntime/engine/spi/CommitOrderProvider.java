package io.skipruntime.engine.spi;

import io.skipruntime.SkipService;

/**
 * A place where the commits of a service are put in order, such as a log. {@code
 * EngineOptions.withCommitOrder} takes it. Thread-safe.
 */
@FunctionalInterface
public interface CommitOrderProvider {

  /**
   * Opens the order of a service that is about to start. Called before anything of the service is
   * built; again if {@link CommitOrder#begin} gave false.
   *
   * @param service the service, whose code may be taken for the program's identity
   * @param context what the order may need of the engine
   * @throws io.skipruntime.SkipException if the service must not start with this order; the message
   *     says what to do
   */
  CommitOrder open(SkipService<?, ?> service, CommitOrderContext context);

  /**
   * Whether other processes compute what {@code createGraph} describes. Then the service has copies
   * of what it shares: {@link Origin#state} and {@link OrderedService#carryOut(java.util.List)}
   * have entries of these collections by the names of their components, with keys and values as
   * collections have them. Proposals have entries of the inputs all the same.
   */
  default boolean isComputedElsewhere() {
    return false;
  }
}
