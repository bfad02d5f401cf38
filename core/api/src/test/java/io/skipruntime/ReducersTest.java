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

  private static <V, A, R> R resultOf(Aggregator<V, A, R> aggregator, List<V> values) {
    Running<V, A, R> running = new Running<>(aggregator);
    values.forEach(running::add);
    return aggregator.result(Objects.requireNonNull(running.accumulated));
  }

  @Test
  void percentile_isTheValueAtItsRank() {
    List<Long> values = List.of(50L, 10L, 40L, 20L, 30L);
    assertThat(resultOf(Reducers.percentile(0), values)).isEqualTo(10L);
    assertThat(resultOf(Reducers.percentile(0.2), values)).isEqualTo(10L);
    assertThat(resultOf(Reducers.percentile(0.21), values)).isEqualTo(20L);
    assertThat(resultOf(Reducers.median(), values)).isEqualTo(30L);
    assertThat(resultOf(Reducers.median(), List.of(1L, 2L, 3L, 4L))).isEqualTo(2L);
    assertThat(resultOf(Reducers.percentile(1), values)).isEqualTo(50L);
    assertThatThrownBy(() -> Reducers.percentile(1.5))
        .hasMessage("percentile(1.5): the share must be from 0 to 1, such as 0.95");
    assertThatThrownBy(() -> Reducers.percentile(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void average_isExact_whateverTheOrder() {
    assertThat(resultOf(Reducers.average(), List.of(1L, 2L))).isEqualTo(1.5);
    assertThat(resultOf(Reducers.average(), List.of(1e300, -1e300, 3.0))).isEqualTo(1.0);
    assertThat(resultOf(Reducers.average(), List.of(Long.MAX_VALUE, Long.MAX_VALUE)))
        .isEqualTo(9.223372036854776e18);
    Aggregator<Long, ?, Double> average = Reducers.average();
    assertThat(afterRemoval(average, 5L, 100L)).isEqualTo(5.0);
  }

  private static <V, A, R> R afterRemoval(Aggregator<V, A, R> aggregator, V stays, V goes) {
    A both = aggregator.add(aggregator.add(aggregator.initial(), goes), stays);
    return aggregator.result(Objects.requireNonNull(aggregator.remove(both, goes)));
  }

  @Test
  void quantifiers_countWhatTheirConditionHoldsFor() {
    assertThat(resultOf(Reducers.all((Long value) -> value > 1), List.of(2L, 3L))).isTrue();
    assertThat(resultOf(Reducers.all((Long value) -> value > 2), List.of(2L, 3L))).isFalse();
    assertThat(resultOf(Reducers.any((Long value) -> value > 2), List.of(2L, 3L))).isTrue();
    assertThat(afterRemoval(Reducers.any((Long value) -> value > 2), 2L, 3L)).isFalse();
    assertThat(afterRemoval(Reducers.all((Long value) -> value > 2), 3L, 2L)).isTrue();
  }

  @Test
  void differentValues_areCountedOnce_andCollectedInOrder() {
    List<BigDecimal> values =
        List.of(new BigDecimal("2"), new BigDecimal("1.0"), new BigDecimal("1.00"));
    assertThat(resultOf(Reducers.distinctCount(), values)).isEqualTo(2L);
    assertThat(resultOf(Reducers.collect(), List.of(3L, 1L, 3L))).containsExactly(1L, 3L, 3L);
  }

  @Test
  void resultsOfTwo_areCombined() {
    Aggregator<String, ?, String> both =
        Reducers.both(
            Reducers.of(String::length, Reducers.<Integer>sum()),
            Reducers.<String>max(),
            (length, last) -> length + last);
    assertThat(resultOf(both, List.of("a", "ccc", "bb"))).isEqualTo("6ccc");
    assertThat(afterRemoval(both, "a", "ccc")).isEqualTo("1a");
  }
}
