package io.skipruntime.client.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void next_doublesUpToTheLimit_withAtMostHalfOfItTakenAway() {
    long[] whole = {100, 200, 400, 800, 1_000, 1_000};
    for (int seed = 0; seed < 50; seed++) {
      Backoff backoff = new Backoff(100, 1_000, new Random(seed)::nextLong);
      for (long each : whole) {
        assertThat(backoff.next()).isBetween(each / 2, each);
      }
      backoff.reset();
      assertThat(backoff.next()).isBetween(50L, 100L);
    }
  }

  @Test
  void next_differs_soThatManyDoNotComeTogether() throws Exception {
    Set<Long> pauses = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 20; i++) {
      Backoff backoff = new Backoff(10_000, 10_000);
      Thread.ofPlatform().start(() -> pauses.add(backoff.next())).join();
    }
    assertThat(pauses).hasSizeGreaterThan(15);
  }

  @Test
  void next_isNeverMoreThanTheMost() {
    assertThat(new Backoff(1_000, 10).next()).isBetween(5L, 10L);
    assertThat(new Backoff(0, 0).next()).isEqualTo(1);
  }
}
