package io.skipruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReducersTest {

  /** An aggregator with the accumulator that a service would keep. */
  private static final class Running<V, A, R> {
    private final Aggregator<V, A, R> aggregator;
    private final List<V> values = new ArrayList<>();
    private @Nullable A accumulated;

    Running(Aggregator<V, A, R> aggregator) {
      this.aggregator = aggregator;
      this.accumulated = aggregator.initial();
    }

    void add(V value) {
      values.add(value);
      accumulated = aggregator.add(accumulated, value);
    }

    void remove(V value) {
      values.remove(value);
      A left = aggregator.remove(Objects.requireNonNull(accumulated), value);
      accumulated = left == null ? folded() : left;
    }

    private @Nullable A folded() {
      A folded = aggregator.initial();
      for (V value : values) {
        folded = aggregator.add(folded, value);
      }
      return folded;
    }

    R result() {
      return aggregator.result(Objects.requireNonNull(accumulated));
    }
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static <V, A, R> R over(Aggregator<V, A, R> aggregator, V... values) {
    Running<V, A, R> running = new Running<>(aggregator);
    for (V value : values) {
      running.add(value);
    }
    return running.result();
  }

  @Test
  void sum_hasTheTypeOfItsValues() {
    assertThat(over(Reducers.<Long>sum(), 1L, 2L, 3L)).isEqualTo(6L);
    assertThat(over(Reducers.<Integer>sum(), 1, 2)).isEqualTo(3);
    assertThat(over(Reducers.<Double>sum(), 0.5, 0.25)).isEqualTo(0.75);
    assertThat(over(Reducers.<Float>sum(), 0.5f, 0.25f)).isEqualTo(0.75f);
    assertThat(over(Reducers.<BigInteger>sum(), BigInteger.TWO, BigInteger.TEN))
        .isEqualTo(BigInteger.valueOf(12));
    assertThat(over(Reducers.<BigDecimal>sum(), new BigDecimal("0.1"), new BigDecimal("0.2")))
        .isEqualByComparingTo("0.3");
  }

  @Test
  void sumOfDoubles_isTheNearestToTheTrueSum_whateverTheOrder() {
    Random random = new Random(7);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      values.add((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(30) - 15));
    }
    BigDecimal exact =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(values, random);
      Running<Double, ?, Double> running = new Running<>(Reducers.<Double>sum());
      for (double value : values) {
        running.add(1e300);
        running.add(value);
        running.remove(1e300);
      }
      assertThat(running.result()).isEqualTo(exact.doubleValue());
    }
  }

  @Test
  void sumOfLongs_passesThroughWhatALongCannotHold_butDoesNotEndThere() {
    Running<Long, ?, Long> running = new Running<>(Reducers.<Long>sum());
    running.add(Long.MAX_VALUE);
    running.add(Long.MAX_VALUE);
    assertThatThrownBy(running::result)
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("18446744073709551614 is out of range");
    running.add(Long.MIN_VALUE);
    running.add(Long.MIN_VALUE);
    assertThat(running.result()).isEqualTo(-2L);
    assertThatThrownBy(() -> over(Reducers.<Integer>sum(), Integer.MAX_VALUE, 1))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void minAndMax_followTheOrderOfTheValuesJson() {
    assertThat(over(Reducers.<Long>min(), 3L, 1L, 2L)).isEqualTo(1L);
    assertThat(over(Reducers.<Long>max(), 3L, 1L, 2L)).isEqualTo(3L);
    assertThat(over(Reducers.<String>max(), "\uFF5E", "\uD83D\uDE00")).isEqualTo("\uD83D\uDE00");
  }

  @Test
  void minAndMax_areRight_whenTheExtremeIsRemoved() {
    Running<Long, ?, Long> least = new Running<>(Reducers.<Long>min());
    Running<Long, ?, Long> greatest = new Running<>(Reducers.<Long>max());
    for (long value : new long[] {5, 1, 9, 1, 9}) {
      least.add(value);
      greatest.add(value);
    }
    least.remove(1L);
    greatest.remove(9L);
    assertThat(least.result()).isEqualTo(1L);
    assertThat(greatest.result()).isEqualTo(9L);
    least.remove(1L);
    greatest.remove(9L);
    assertThat(least.result()).isEqualTo(5L);
    assertThat(greatest.result()).isEqualTo(5L);
  }

  @Test
  void count_countsValues() {
    Running<String, ?, Long> running = new Running<>(Reducers.<String>count());
    running.add("a");
    running.add("a");
    running.remove("a");
    assertThat(running.result()).isEqualTo(1L);
  }
}
