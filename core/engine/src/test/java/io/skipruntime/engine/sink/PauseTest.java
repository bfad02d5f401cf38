package io.skipruntime.engine.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

final class PauseTest {

  private static final int FAILURES = 12;

  @Test
  void pause_doublesUpToTheLimit_andBeginsAgain() {
    Pause pause = new Pause();
    long whole = 100;
    for (int i = 0; i < FAILURES; i++) {
      assertThat(pause.next()).isBetween(whole / 2, whole);
      whole = Math.min(30_000, 2 * whole);
    }
    pause.reset();
    assertThat(pause.next()).isBetween(50L, 100L);
  }

  @Test
  void sinksOfSeveralThreads_doNotComeTogether() throws InterruptedException {
    Set<Long> pauses = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 20; i++) {
      Pause pause = new Pause();
      for (int k = 0; k < FAILURES; k++) {
        pause.next();
      }
      Thread.ofPlatform().start(() -> pauses.add(pause.next())).join();
    }
    assertThat(pauses).hasSizeGreaterThan(15);
  }
}
