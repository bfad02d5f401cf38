package io.skipruntime.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuardTest {

  @Test
  void ratio_isWorse_whenHalfAsMuchAgain() {
    assertThat(Guard.isWorse(3.1, 2)).isTrue();
    assertThat(Guard.isWorse(2.9, 2)).isFalse();
    assertThat(Guard.isWorse(1, 2)).isFalse();
  }
}
