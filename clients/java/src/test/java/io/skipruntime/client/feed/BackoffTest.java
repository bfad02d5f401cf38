package io.skipruntime.client.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void next_doublesUpToTheLimit_withAtMostHalfOfItTakenAway() {
    long[] whole = {100, 200, 400, 800, 1_000, 1_000};
    for (int seed = 0; seed < 50; seed++) {
      Backoff backoff = new Backoff(100, 1_000, new Random(seed));
      for (long each : whole) {
        assertThat(backoff.next()).isBetween(each / 2, each);
      }
      backoff.reset();
      assertThat(backoff.next()).isBetween(50L, 100L);
    }
  }

  @Test
  void next_differs_soThatManyDoNotComeTogether() {
    List<Long> pauses = new ArrayList<>();
    for (int seed = 0; seed < 20; seed++) {
      pauses.add(new Backoff(10_000, 10_000, new Random(seed)).next());
    }
    assertThat(pauses.stream().distinct()).hasSizeGreaterThan(15);
  }
}
