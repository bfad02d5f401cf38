package io.skipruntime.engine.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Loadable;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.flood.CollidingTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls for keys that are made to have one hash code cost about as much as others. */
class FloodedCallsTest {

  private static final int KEYS = 20_000;

  record Inputs(EagerCollection<String, Long> numbers) {}

  record Shared(EagerCollection<String, Loadable<Long>> doubled) {}

  record Doubles() implements AsyncFunction<String, Long, Long> {
    @Override
    public Long call(String key, Long number) {
      return 2 * number;
    }
  }

  private static final class Service implements SkipService<Inputs, Shared> {
    @Override
    public Shared createGraph(Inputs in, Context context) {
      AsyncOptions<Long> options = AsyncOptions.of("doubles", Long.class).withKept(KEYS);
      return new Shared(in.numbers().mapAsync(new Doubles(), options));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("doubled", (shared, context) -> shared.doubled());
    }
  }

  private static List<Entry<String, Long>> entries(boolean areThere) {
    List<Entry<String, Long>> entries = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      entries.add(new Entry<>(CollidingTexts.text(i), areThere ? List.of((long) i) : List.of()));
    }
    return entries;
  }

  @Test
  @Timeout(20)
  void keysOfOneHashCode_areCalledFor_inTheTimeThatOthersTake() throws InterruptedException {
    try (ServiceInstance service = ServiceInstance.start(new Service())) {
      service.instantiateResource("stream", "doubled", new Resources.NoParameters());
      Semaphore news = new Semaphore(0);
      Subscription stream = service.subscribe("stream", Optional.empty(), news::release);
      service.update("numbers", entries(true));
      while (service.asyncStatistics().getFirst().kept() < KEYS) {
        news.acquire();
        stream.poll();
      }
      assertThat(
              service.<Loadable<Long>>getArray(
                  "doubled", new Resources.NoParameters(), CollidingTexts.text(7)))
          .containsExactly(new Loadable.Success<>(14L));
      service.update("numbers", entries(false));
      assertThat(service.getAll("doubled")).isEmpty();
    }
  }
}
