package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Work;
import java.util.function.IntToLongFunction;

/**
 * Work that a service does.
 *
 * @param service is closed in the end
 * @param step what is done each time
 */
record ServiceWork(Service service, IntToLongFunction step) implements Work {

  @Override
  public long run(int i) {
    return step.applyAsLong(i);
  }

  @Override
  public void close() {
    service.close();
  }
}
