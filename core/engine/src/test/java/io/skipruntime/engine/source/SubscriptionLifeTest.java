package io.skipruntime.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubscriptionLifeTest {

  private final SubscriptionLife life = new SubscriptionLife();

  @Test
  void life_isBegunOnce_andEndedOnce() {
    assertThat(life.begin()).isTrue();
    assertThat(life.begin()).isFalse();
    assertThat(life.begun()).isFalse();
    assertThat(life.isOver()).isFalse();
    assertThat(life.end()).isTrue();
    assertThat(life.end()).isFalse();
    assertThat(life.isOver()).isTrue();
    assertThat(life.begin()).isFalse();
  }

  @Test
  void lifeThatIsOverBeforeItBegins_neverBegins_andHasNothingToEnd() {
    assertThat(life.end()).isFalse();
    assertThat(life.begin()).isFalse();
  }

  @Test
  void lifeThatIsOverWhileItBegins_isEnded_byTheThreadThatBeganIt() {
    assertThat(life.begin()).isTrue();
    assertThat(life.end()).isFalse();
    assertThat(life.end()).isFalse();
    assertThat(life.begun()).isTrue();
  }
}
