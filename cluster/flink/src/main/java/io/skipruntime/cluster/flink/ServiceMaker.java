package io.skipruntime.cluster.flink;

import io.skipruntime.SkipService;
import java.io.Serializable;

/**
 * A maker of a service, which the processes of a job run: a lambda that captures nothing but what
 * can be serialised. All that it makes have the same graph.
 */
@FunctionalInterface
public interface ServiceMaker extends Serializable {

  /** A service. */
  SkipService<?, ?> make();
}
