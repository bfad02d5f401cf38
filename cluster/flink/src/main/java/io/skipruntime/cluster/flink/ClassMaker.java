package io.skipruntime.cluster.flink;

import io.skipruntime.SkipService;
import io.skipruntime.cluster.shard.ServiceClass;

/**
 * A maker of the service of a class that has a constructor without parameters.
 *
 * @param className the name of the class, which the thread's class loader finds
 */
record ClassMaker(String className) implements ServiceMaker {

  @Override
  public SkipService<?, ?> make() {
    return ServiceClass.make(
        className,
        Thread.currentThread().getContextClassLoader(),
        "add the job to an environment from a program of your own, with SkipJob.of(() -> new …)");
  }
}
