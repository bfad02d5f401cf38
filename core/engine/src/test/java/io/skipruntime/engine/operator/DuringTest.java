package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.EngineOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code during}: the values from whose first time on it is, and whose last time is to
 * come, by the clock of the service. The functions run once for each changed key that is there, and
 * for each key of which a value comes or goes with a tick. A tick of the clock costs nothing for
 * all other keys, however many there are.
 */
class DuringTest extends OperatorContract {

  private static final Instant NEVER = Instant.parse("3000-01-01T00:00:00Z");

  /** A time that the clock of a trial has passed, one that it does not come to, or none. */
  private static @Nullable Instant around(long value) {
    return switch ((int) Math.floorMod(value, 3L)) {
      case 0 -> null;
      case 1 -> Instant.EPOCH;
      default -> NEVER;
    };
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "during",
                (first, second, context) ->
                    first.during(
                        value -> around(Sound.sound(value)), value -> around(value / 3 + 2)),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            values.forEach(value -> {
                              boolean hasCome = Math.floorMod(value, 3L) != 2;
                              boolean hasGone = Math.floorMod(value / 3 + 2, 3L) == 1;
                              if (hasCome && !hasGone) {
                                result.add(key, value);
                              }
                            })))
            .running(TestedOperator::onePerChangedKey)
            .failing());
  }

  private static @Nullable Instant second(long number) {
    return number < 0 ? null : Instant.ofEpochSecond(number);
  }

  /** Values are 100 times the second in which they come, and the seconds for which they stay. */
  private static EagerCollection<Long, Long> timed(EagerCollection<Long, Long> rows) {
    return rows.during(
        value -> second(Sound.sound(value) / 100), value -> second(value / 100 + value % 100));
  }

  private static OperatorTrial trial(boolean isShared) {
    return new OperatorTrial(
        TestedOperator.of("timed", (first, second, context) -> timed(first), (rows, result) -> {}),
        isShared,
        EngineOptions.defaults().withParallelism(1));
  }

  private static void tick(OperatorTrial trial, long seconds) {
    trial.forget();
    trial.clock().move(Duration.ofSeconds(seconds));
  }

  @Test
  void row_comesAtItsTime_andGoesAtTheOther() {
    try (OperatorTrial trial = trial(true)) {
      trial.follow();
      trial.write(Batch.of(1, 203L));
      assertThat(trial.result()).isEmpty();
      tick(trial, 1);
      assertThat(trial.updates()).isEmpty();
      tick(trial, 1);
      assertThat(trial.updates().getFirst().values()).isEqualTo(List.of(Entry.of(1L, 203L)));
      tick(trial, 2);
      assertThat(trial.updates()).isEmpty();
      tick(trial, 1);
      assertThat(trial.updates().getFirst().values()).isEqualTo(List.of(Entry.deleted(1L)));
      tick(trial, 100);
      assertThat(trial.runs()).isZero();
    }
  }

  @Test
  void row_isNeverThere_whenATickPassesBothItsTimes() {
    try (OperatorTrial trial = trial(true)) {
      trial.follow();
      trial.write(Batch.of(1, 203L));
      tick(trial, 50);
      assertThat(trial.updates()).isEmpty();
      assertThat(trial.result()).isEmpty();
    }
  }

  @Test
  void values_ofOneKey_comeAndGoByThemselves_inTheirOrder() {
    try (OperatorTrial trial = trial(true)) {
      trial.write(Batch.of(1, 301L, 109L, 205L));
      List<List<Long>> seen = new ArrayList<>();
      for (int i = 0; i < 11; i++) {
        trial.clock().move(Duration.ofSeconds(1));
        seen.add(trial.service().getArray(OperatorService.RESULT, 1L, 1L));
      }
      assertThat(seen)
          .containsExactly(
              List.of(109L),
              List.of(109L, 205L),
              List.of(301L, 109L, 205L),
              List.of(109L, 205L),
              List.of(109L, 205L),
              List.of(109L, 205L),
              List.of(109L),
              List.of(109L),
              List.of(109L),
              List.of(),
              List.of());
    }
  }

  @Test
  void tick_costsTheRowsThatPass_howeverManyThereAre() {
    for (long size : List.of(100L, 10_000L)) {
      try (OperatorTrial trial = trial(true)) {
        Batch batch = Batch.of(0, 103L);
        for (long key = 1; key < size; key++) {
          batch.first().put(key, List.of(100L * (1_000 + key)));
        }
        batch.first().put(size, List.of(204L));
        trial.write(batch);
        tick(trial, 1);
        assertThat(trial.runs()).isEqualTo(1);
        tick(trial, 1);
        assertThat(trial.runs()).isEqualTo(1);
        tick(trial, 1);
        assertThat(trial.runs()).isZero();
        tick(trial, 1);
        assertThat(trial.runs()).isEqualTo(1);
        assertThat(trial.result()).containsExactly(Entry.of(size, 204L));
      }
    }
  }

  @Test
  void changedRow_hasItsNewTimes_only() {
    try (OperatorTrial trial = trial(true)) {
      trial.write(Batch.of(1, 203L));
      trial.write(Batch.of(1, 401L));
      tick(trial, 3);
      assertThat(trial.runs()).isZero();
      tick(trial, 1);
      assertThat(trial.result()).containsExactly(Entry.of(1L, 401L));
      trial.write(Batch.of(1));
      tick(trial, 1);
      assertThat(trial.runs()).isZero();
    }
  }

  @Test
  void refusedWrite_leavesTheTimes_asTheyWere() {
    try (OperatorTrial trial = trial(true)) {
      trial.write(Batch.of(1, 203L));
      assertThatThrownBy(() -> trial.writeInVain(Batch.of(1, 909L))).isNotNull();
      tick(trial, 2);
      assertThat(trial.result()).containsExactly(Entry.of(1L, 203L));
      assertThat(trial.footprint().unsettled()).isZero();
    }
  }

  @Test
  void tickThatIsRefused_isMadeUpForByTheNext() {
    TestedOperator picky =
        TestedOperator.of(
            "picky",
            (first, second, context) -> {
              EagerCollection<Long, Long> timed = timed(first);
              return timed.filter(value -> Sound.sound(value - 203 + Sound.UNSOUND) != 0);
            },
            (rows, result) -> {});
    try (OperatorTrial trial =
        new OperatorTrial(picky, true, EngineOptions.defaults().withParallelism(1))) {
      trial.write(Batch.of(1, 203L));
      trial.write(Batch.of(2, 103L));
      tick(trial, 1);
      assertThat(trial.result()).containsExactly(Entry.of(2L, 103L));
      tick(trial, 1);
      assertThat(trial.result()).containsExactly(Entry.of(2L, 103L));
      assertThat(trial.service().sourceStatuses().getFirst().state())
          .isEqualTo(SourceStatus.State.STALE);
      tick(trial, 4);
      assertThat(trial.result()).isEmpty();
      assertThat(trial.service().sourceStatuses().getFirst().state())
          .isEqualTo(SourceStatus.State.LIVE);
    }
  }

  @Test
  void clockThatIsPutBack_standsStill() {
    try (OperatorTrial trial = trial(true)) {
      trial.write(Batch.of(1, 203L));
      tick(trial, 3);
      tick(trial, -3);
      assertThat(trial.result()).containsExactly(Entry.of(1L, 203L));
      tick(trial, 3);
      assertThat(trial.result()).containsExactly(Entry.of(1L, 203L));
      tick(trial, 2);
      assertThat(trial.result()).isEmpty();
    }
  }

  @Test
  void nothingFollowsTheClock_whenNoRowHasATime() {
    try (OperatorTrial trial = trial(false)) {
      assertThat(trial.clock().followerCount()).isZero();
      trial.open(1);
      assertThat(trial.clock().followerCount()).isEqualTo(1);
      trial.open(2);
      assertThat(trial.clock().followerCount()).isEqualTo(1);
      trial.closeInstances(1, 2);
      assertThat(trial.service().sourceStatuses()).isEmpty();
      while (trial.clock().followerCount() > 0) {
        Thread.onSpinWait(); // sources are given back by another thread
      }
    }
  }

  @Test
  void clock_goesOnByItsGranularity_inCommitsOfItsOwn() {
    TestedOperator shown =
        TestedOperator.of(
            "the clock", (first, second, context) -> context.clock(), (rows, result) -> {});
    try (OperatorTrial trial =
        new OperatorTrial(shown, true, EngineOptions.defaults().withClockMillis(250))) {
      long tick = trial.service().watermark().tick();
      Map<Long, Instant> seen = new TreeMap<>();
      for (long millis = 0; millis < 600; millis += 100) {
        trial.clock().move(Duration.ofMillis(100));
        Instant now = (Instant) trial.result().getFirst().values().getFirst();
        seen.putIfAbsent(trial.service().watermark().tick() - tick, now);
      }
      assertThat(seen)
          .isEqualTo(
              Map.of(
                  0L, Instant.EPOCH, 1L, Instant.ofEpochMilli(250), 2L, Instant.ofEpochMilli(500)));
    }
  }

  @Test
  void functionThatCapturedACollection_isRefused() {
    TestedOperator wrong =
        TestedOperator.of(
            "captured",
            (first, second, context) ->
                first.during(value -> second(second.get(value).size()), value -> null),
            (rows, result) -> {});
    assertThatThrownBy(() -> new OperatorTrial(wrong, true, EngineOptions.defaults()))
        .hasStackTraceContaining("a function of during captured the collection second");
  }
}
