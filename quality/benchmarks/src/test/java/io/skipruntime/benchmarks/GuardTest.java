package io.skipruntime.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import org.junit.jupiter.api.Test;

class GuardTest {

  @Test
  void ratio_isWorse_whenMuchMoreThanOnEveryMachine() {
    Guard.Span committed = new Guard.Span(1, 2);
    assertThat(Guard.isWorse(2.9, committed)).isTrue();
    assertThat(Guard.isWorse(2.7, committed)).isFalse();
    assertThat(Guard.isWorse(0.5, committed)).isFalse();
  }

  @Test
  void span_coversAllMachines_whenItIsWidened() {
    Guard.Span committed = Guard.Span.of(Json.parse("[1.50, 2.00]"));
    assertThat(committed.widenedBy(1.75)).isEqualTo(committed);
    assertThat(committed.widenedBy(3)).hasToString("[1.50, 3.00]");
    assertThat(committed.widenedBy(1)).hasToString("[1.00, 2.00]");
  }
}
