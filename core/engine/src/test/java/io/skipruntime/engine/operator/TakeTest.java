package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code take}: the entries of the first keys of its input, as many as its limit, or all
 * if there are fewer. A limit counts keys, not values. A changed key changes at most two keys of
 * the result: itself, and the one that is pushed out or comes in for it. No function runs.
 *
 * @see io.skipruntime.engine.KeyOrderTest for keys that cannot be cut
 */
class TakeTest extends OperatorContract {

  /** Turns the order of keys around. */
  record Descending() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(value -> out.emit(-key, Sound.sound(value)));
    }
  }

  /** Emits to keys that several entries share. */
  record Halved() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(value -> out.emit(key / 2, Sound.sound(value)));
    }
  }

  private static TestedOperator taken(int limit) {
    return TestedOperator.of(
            "take(" + limit + ")",
            (first, second, context) -> first.take(limit),
            (rows, result) ->
                rows.first().entrySet().stream()
                    .limit(limit)
                    .forEach(row -> result.addAll(row.getKey(), row.getValue())))
        .changing(2);
  }

  private static TestedOperator.Scratch taken(int limit, TestedOperator.Scratch all) {
    return (rows, result) -> {
      TestedOperator.Contents contents = new TestedOperator.Contents();
      all.evaluate(rows, contents);
      contents.all().entrySet().stream()
          .limit(limit)
          .forEach(entry -> result.addAll(entry.getKey(), entry.getValue()));
    };
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        taken(0),
        taken(1),
        taken(5),
        taken(100_000),
        TestedOperator.of(
                "take of the last keys first",
                (first, second, context) -> first.map(new Descending()).take(3),
                taken(3, (rows, all) -> rows.first().forEach((key, v) -> all.addAll(-key, v))))
            .running(TestedOperator::onePerChangedKey)
            .failing()
            .changing(2),
        TestedOperator.of(
                "take of keys that several entries share",
                (first, second, context) -> first.map(new Halved()).take(2),
                taken(2, (rows, all) -> rows.first().forEach((key, v) -> all.addAll(key / 2, v))))
            .running(TestedOperator::onePerChangedKey)
            .failing()
            .changing(2),
        TestedOperator.of(
                "take of a slice",
                (first, second, context) -> first.slice(4L, 10L).take(3),
                taken(3, (rows, all) -> rows.first().subMap(4L, 11L).forEach(all::addAll)))
            .changing(2));
  }

  private static OperatorTrial taking(int limit, long... keys) {
    OperatorTrial trial = new OperatorTrial(taken(limit), true, EngineOptions.defaults());
    Batch batch = Batch.empty();
    for (long key : keys) {
      batch.first().put(key, List.of(key));
    }
    trial.write(batch);
    trial.follow();
    trial.forget();
    return trial;
  }

  private static void requireUpdate(OperatorTrial trial, Object... entries) {
    assertThat(trial.updates()).hasSize(1);
    assertThat(trial.updates().getFirst().values()).isEqualTo(List.of(entries));
    assertThat(trial.result()).isEqualTo(trial.expected());
  }

  @Test
  void negativeLimit_isRefused() {
    assertThatThrownBy(() -> taking(-1).close())
        .hasStackTraceContaining("take(-1): the limit must not be negative");
  }

  @Test
  void take_keepsFirstKeys_whenEarlierKeyAppears() {
    try (OperatorTrial trial = taking(3, 10, 20, 30, 40)) {
      trial.write(Batch.of(5, 5L));
      requireUpdate(trial, Entry.of(5L, 5L), Entry.deleted(30L));
    }
  }

  @Test
  void keyBehindTheLast_isNotTaken_unlessThereIsRoom() {
    try (OperatorTrial trial = taking(3, 10, 20, 30)) {
      trial.write(Batch.of(40, 40L));
      assertThat(trial.updates()).isEmpty();
    }
    try (OperatorTrial trial = taking(3, 10, 20)) {
      trial.write(Batch.of(40, 40L));
      requireUpdate(trial, Entry.of(40L, 40L));
    }
  }

  @Test
  void nextKeyComesIn_whenTheLastIsDeleted_orOneBeforeIt() {
    try (OperatorTrial trial = taking(3, 10, 20, 30, 40, 50)) {
      trial.write(Batch.of(30));
      requireUpdate(trial, Entry.deleted(30L), Entry.of(40L, 40L));
      trial.write(Batch.of(10));
      requireUpdate(trial, Entry.deleted(10L), Entry.of(50L, 50L));
      trial.write(Batch.of(20));
      requireUpdate(trial, Entry.deleted(20L));
    }
  }

  @Test
  void deletionBehindTheLast_changesNothing() {
    try (OperatorTrial trial = taking(3, 10, 20, 30, 40)) {
      trial.write(Batch.of(40));
      assertThat(trial.updates()).isEmpty();
      trial.write(Batch.of(10));
      requireUpdate(trial, Entry.deleted(10L));
    }
  }

  @Test
  void lastKeyThatIsReplacedInOneWrite_leavesTheCount() {
    try (OperatorTrial trial = taking(3, 10, 20, 30, 40)) {
      Batch batch = Batch.of(30);
      batch.first().put(31L, List.of(31L));
      trial.write(batch);
      requireUpdate(trial, Entry.deleted(30L), Entry.of(31L, 31L));
    }
  }

  @Test
  void all_mayGoAtOnce_andComeBack() {
    try (OperatorTrial trial = taking(2, 10, 20, 30)) {
      Batch none = Batch.of(10);
      none.first().put(20L, List.of());
      none.first().put(30L, List.of());
      trial.write(none);
      requireUpdate(trial, Entry.deleted(10L), Entry.deleted(20L));
      trial.write(Batch.of(30, 1L, 2L));
      requireUpdate(trial, Entry.of(30L, 1L, 2L));
    }
  }

  @Test
  void valuesOfTheLastKey_change_withoutChangingWhatIsTaken() {
    try (OperatorTrial trial = taking(2, 10, 20, 30)) {
      trial.write(Batch.of(20, 7L, 8L));
      requireUpdate(trial, Entry.of(20L, 7L, 8L));
    }
  }

  @Test
  void takeOfNothing_staysEmpty() {
    try (OperatorTrial trial = taking(0, 10, 20)) {
      trial.write(Batch.of(5, 5L));
      assertThat(trial.updates()).isEmpty();
      assertThat(trial.result()).isEmpty();
    }
  }
}
