package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** To look for what is idle makes no garbage for what is in use. */
final class IdleCollectionTest {

  private static final int INSTANCES = 5_000;
  private static final long MOST_BYTES = 50_000;

  record Numbers(EagerCollection<Long, Long> numbers) {}

  record UpTo(long limit) implements Resource<Numbers> {
    @Override
    public EagerCollection<Long, Long> instantiate(Numbers in, Context context) {
      return in.numbers().slice(0L, limit);
    }
  }

  static final class Service implements SkipService<Numbers, Numbers> {
    @Override
    public Numbers createGraph(Numbers in, Context context) {
      return in;
    }

    @Override
    public Resources<Numbers> resources() {
      return Resources.of("upTo", Long.class, UpTo::new);
    }
  }

  @Test
  void instancesInUse_costNoMemory_whenIdleOnesAreLookedFor() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (ServiceInstance service = ServiceInstance.start(new Service(), EngineOptions.defaults())) {
      for (long i = 0; i < INSTANCES; i++) {
        service.instantiateResource("stream " + i, "upTo", i);
      }
      service.collectIdle();
      long before = threads.getCurrentThreadAllocatedBytes();
      service.collectIdle();
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
      assertThat(service.instanceCount()).isEqualTo(INSTANCES);
    }
  }
}
