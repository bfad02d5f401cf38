package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.AsyncCallException;
import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncOptions.Retry;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Loadable;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.spi.AsyncAttempt;
import io.skipruntime.engine.spi.AsyncStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code mapAsync}: for each value of a key, in order, the outcome of the call for it,
 * or that it is loading. There is one call for each pair of key and value that has no outcome, by
 * whatever collections it is needed; it is made after the commit, and an outcome is a commit of its
 * own that changes the one key. What is equal, refused, or unrelated causes no call. A changed key
 * costs its own values, however many keys there are.
 */
class MapAsyncTest extends OperatorContract {

  /** What is called, or would be, if the runner did not call nothing. */
  private record Named(String name) implements AsyncFunction<Long, Long, String> {
    @Override
    public String call(Long key, Long value) {
      throw new AssertionError("the runner calls nothing");
    }
  }

  /** With a timeout that no trial comes to, whose clock moves far to collect what is idle. */
  private static final AsyncOptions<String> OPTIONS =
      AsyncOptions.of("describe", String.class)
          .withRetry(Retry.never())
          .withTimeout(Duration.ofDays(1_000));

  private static final Loadable<String> LOADING = new Loadable.Loading<>(Optional.empty());

  private static Loadable<String> success(String value) {
    return new Loadable.Success<>(value);
  }

  private static Loadable<String> failure(String error) {
    return new Loadable.Failure<>(error, Optional.empty());
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "mapAsync after a mapper that fails",
                (first, second, context) ->
                    first.mapValues(Sound::sound).mapAsync(new Named("b"), OPTIONS),
                (rows, result) ->
                    rows.first()
                        .forEach(
                            (key, values) -> values.forEach(value -> result.add(key, LOADING))))
            .running(TestedOperator::onePerChangedKey)
            .failing());
  }

  private static TestedOperator calling(AsyncOptions<String> options) {
    return TestedOperator.of(
        "calling",
        (first, second, context) -> first.mapAsync(new Named("a"), options),
        (rows, result) -> {});
  }

  private final ScriptedRunner calls = new ScriptedRunner();

  private OperatorTrial trial(AsyncOptions<String> options) {
    return trial(calling(options), true);
  }

  private OperatorTrial trial(TestedOperator operator, boolean isShared) {
    return new OperatorTrial(
        operator, isShared, EngineOptions.defaults().withParallelism(1), calls);
  }

  @Test
  void call_isMadeAfterTheCommit_andItsResultIsACommitOfItsOwn() {
    try (OperatorTrial trial = trial(OPTIONS)) {
      trial.follow();
      trial.write(Batch.of(1, 10L));
      assertThat(trial.result()).containsExactly(Entry.of(1L, LOADING));
      assertThat(calls.openCalls()).containsExactly("1=10");
      long tick = trial.service().watermark().tick();
      trial.forget();
      calls.succeed(1L, "ten");
      assertThat(trial.result()).containsExactly(Entry.of(1L, success("ten")));
      assertThat(trial.service().watermark().tick()).isEqualTo(tick + 1);
      assertThat(trial.updates().getFirst().values())
          .isEqualTo(List.of(Entry.of(1L, success("ten"))));
      assertThat(calls.open()).isEmpty();
    }
  }

  @Test
  void nothingIsCalled_forWhatIsEqual_unrelated_orRefused() {
    try (OperatorTrial trial = trial(OPTIONS)) {
      trial.write(Batch.of(1, 10L));
      calls.succeed(1L, "ten");
      trial.write(Batch.of(1, 10L));
      trial.write(Batch.of(2, 20L));
      assertThatThrownBy(() -> trial.writeInVain(Batch.of(3, 30L))).isNotNull();
      assertThat(calls.begun()).isEqualTo(2);
      assertThat(trial.result()).contains(Entry.of(1L, success("ten")), Entry.of(2L, LOADING));
    }
  }

  @Test
  void callThatIsSuperseded_isGivenUp_andItsResultHasNoEffect() {
    try (OperatorTrial trial = trial(OPTIONS)) {
      trial.write(Batch.of(1, 10L));
      AsyncAttempt stale = calls.open(1L);
      trial.write(Batch.of(1, 11L));
      assertThat(calls.openCalls()).containsExactly("1=11");
      ScriptedRunner.join(stale.succeeded("ten"));
      assertThat(trial.result()).containsExactly(Entry.of(1L, LOADING));
      calls.succeed(1L, "eleven");
      ScriptedRunner.join(stale.succeeded("ten"));
      assertThat(trial.result()).containsExactly(Entry.of(1L, success("eleven")));
    }
  }

  @Test
  void callForAnEntryThatIsGone_isGivenUp() {
    try (OperatorTrial trial = trial(OPTIONS)) {
      trial.write(Batch.of(1, 10L));
      trial.write(Batch.of(1));
      assertThat(calls.open()).isEmpty();
      assertThat(trial.result()).isEmpty();
      assertThat(statistics(trial).cancelled()).isEqualTo(1);
    }
  }

  private static AsyncStatistics statistics(OperatorTrial trial) {
    return trial.service().asyncStatistics().getFirst();
  }

  @Test
  void valuesOfAKey_areCalledForEach_andEqualOnesOnce() {
    try (OperatorTrial trial = trial(OPTIONS)) {
      trial.write(Batch.of(1, 10L, 20L, 10L));
      assertThat(calls.openCalls()).containsExactly("1=10", "1=20");
      ScriptedRunner.join(calls.open().getLast().succeeded("twenty"));
      ScriptedRunner.join(calls.open().getFirst().succeeded("ten"));
      assertThat(trial.result())
          .containsExactly(Entry.of(1L, success("ten"), success("twenty"), success("ten")));
    }
  }

  @Test
  void valueThatReturns_isNotCalledForAgain_whileItsResultIsKept() throws InterruptedException {
    try (OperatorTrial trial = trial(OPTIONS.withKept(2))) {
      trial.write(Batch.of(1, 10L));
      calls.succeed(1L, "ten");
      trial.write(Batch.of(1, 11L));
      calls.succeed(1L, "eleven");
      trial.write(Batch.of(1, 10L));
      assertThat(trial.result()).containsExactly(Entry.of(1L, success("ten")));
      assertThat(calls.begun()).isEqualTo(2);
      trial.write(Batch.of(1));
      trial.write(Batch.of(2, 20L));
      calls.succeed(2L, "twenty");
      trial.write(Batch.of(2));
      assertThat(calls.awaitForgotten(1)).containsExactly("1");
      trial.write(Batch.of(1, 10L));
      assertThat(trial.result()).containsExactly(Entry.of(1L, success("ten")));
      trial.write(Batch.of(1, 11L));
      assertThat(trial.result()).containsExactly(Entry.of(1L, LOADING));
    }
  }

  @Test
  void failure_isAState_andFailsNoWrite() {
    try (OperatorTrial trial = trial(OPTIONS)) {
      trial.write(Batch.of(1, 10L).and(2, 20L));
      calls.fail(1L, AsyncCallException.passing("too busy"));
      calls.fail(2L, new IllegalStateException("password=secret"));
      assertThat(trial.result())
          .containsExactly(
              Entry.of(1L, failure("too busy")),
              Entry.of(2L, failure("the call failed: IllegalStateException")));
      trial.write(Batch.of(2, 21L));
      assertThat(calls.openCalls()).containsExactly("2=21");
    }
  }

  @Test
  void failedCall_isTriedAgain_afterPausesThatGrow_andAgainAfterItsFailureIsShown() {
    Retry retry =
        new Retry(
            3, Duration.ofSeconds(2), Duration.ofSeconds(3), Optional.of(Duration.ofMinutes(1)));
    try (OperatorTrial trial = trial(OPTIONS.withRetry(retry))) {
      trial.write(Batch.of(1, 10L));
      calls.fail(1L, AsyncCallException.passing("first"));
      assertThat(calls.open()).isEmpty();
      assertThat(trial.result()).containsExactly(Entry.of(1L, LOADING));
      trial.clock().move(Duration.ofMillis(999));
      assertThat(calls.open()).isEmpty();
      trial.clock().move(Duration.ofMillis(1_001));
      assertThat(calls.open(1L).number()).isEqualTo(2);
      calls.fail(1L, AsyncCallException.passing("second"));
      trial.clock().move(Duration.ofSeconds(3));
      calls.fail(1L, AsyncCallException.passing("third"));
      assertThat(trial.result()).containsExactly(Entry.of(1L, failure("third")));
      trial.clock().move(Duration.ofSeconds(59));
      assertThat(calls.open()).isEmpty();
      trial.clock().move(Duration.ofSeconds(1));
      assertThat(trial.result()).containsExactly(Entry.of(1L, failure("third")));
      calls.succeed(1L, "ten");
      assertThat(trial.result()).containsExactly(Entry.of(1L, success("ten")));
      assertThat(statistics(trial).retried()).isEqualTo(2);
    }
  }

  @Test
  void lastingFailure_isNotTriedAgain() {
    Retry retry = new Retry(9, Duration.ZERO, Duration.ZERO, Optional.of(Duration.ofSeconds(1)));
    try (OperatorTrial trial = trial(OPTIONS.withRetry(retry))) {
      trial.write(Batch.of(1, 10L));
      calls.fail(1L, AsyncCallException.lasting("no such product"));
      trial.clock().move(Duration.ofDays(1));
      assertThat(calls.begun()).isEqualTo(1);
      assertThat(trial.result()).containsExactly(Entry.of(1L, failure("no such product")));
    }
  }

  @Test
  void callThatTakesTooLong_isGivenUp_andHasFailed() {
    try (OperatorTrial trial = trial(OPTIONS.withTimeout(Duration.ofSeconds(5)))) {
      trial.follow();
      trial.write(Batch.of(1, 10L));
      AsyncAttempt hanging = calls.open(1L);
      trial.forget();
      trial.clock().move(Duration.ofSeconds(5));
      assertThat(calls.open()).isEmpty();
      trial.awaitUpdates(1);
      assertThat(trial.result()).containsExactly(Entry.of(1L, failure("no answer within 5000 ms")));
      ScriptedRunner.join(hanging.succeeded("too late"));
      assertThat(trial.result()).containsExactly(Entry.of(1L, failure("no answer within 5000 ms")));
      assertThat(statistics(trial).timedOut()).isEqualTo(1);
    }
  }

  @Test
  void previousResult_isShown_whileTheNextIsLoadingOrFailed_ifSoAsked() {
    try (OperatorTrial trial = trial(OPTIONS.withKept(0).keepingPrevious())) {
      trial.write(Batch.of(1, 10L));
      calls.succeed(1L, "ten");
      trial.write(Batch.of(1, 11L));
      assertThat(trial.result())
          .containsExactly(Entry.of(1L, new Loadable.Loading<>(Optional.of("ten"))));
      calls.fail(1L, AsyncCallException.passing("busy"));
      assertThat(trial.result())
          .containsExactly(Entry.of(1L, new Loadable.Failure<>("busy", Optional.of("ten"))));
      trial.write(Batch.of(1, 12L));
      assertThat(trial.result())
          .containsExactly(Entry.of(1L, new Loadable.Loading<>(Optional.of("ten"))));
    }
  }

  @Test
  void resultThatIsNotOfItsType_isAFailure() {
    try (OperatorTrial trial = trial(OPTIONS)) {
      trial.write(Batch.of(1, 10L));
      calls.succeed(1L, 5L);
      assertThat(trial.result())
          .containsExactly(
              Entry.of(
                  1L, failure("the result of the call cannot be kept: it is not of its type")));
    }
  }

  @Test
  void resultThatTheServiceRefuses_comesAgain_whenItIsNotRefused() {
    TestedOperator picky =
        TestedOperator.of(
            "picky",
            (first, second, context) ->
                first
                    .mapAsync(new Named("a"), OPTIONS)
                    .map((key, states, out) -> {
                      boolean isDone = states.getUnique() instanceof Loadable.Success<String>;
                      long mood = isDone ? second.getUnique(0L, 0L) : 0;
                      out.emit(key, states.getUnique() + " " + Sound.sound(mood));
                    }),
            (rows, result) -> {});
    try (OperatorTrial trial = trial(picky, true)) {
      trial.write(Batch.of(1, 10L).andSecond(0, Sound.UNSOUND));
      assertThatThrownBy(() -> calls.succeed(1L, "ten")).isNotNull();
      assertThat(trial.service().sourceStatuses().getFirst().state())
          .isEqualTo(SourceStatus.State.STALE);
      trial.write(Batch.empty().andSecond(0, 7L));
      trial.follow();
      trial.forget();
      trial.clock().move(Duration.ofSeconds(1));
      trial.awaitUpdates(1);
      assertThat(trial.result()).containsExactly(Entry.of(1L, success("ten") + " 7"));
      assertThat(calls.begun()).isEqualTo(1);
      assertThat(trial.service().sourceStatuses().getFirst().state())
          .isEqualTo(SourceStatus.State.LIVE);
    }
  }

  @Test
  void reload_callsNothing_unlessItIsAnotherFunctionOrVersion() {
    try (OperatorTrial trial = trial(OPTIONS)) {
      trial.write(Batch.of(1, 10L).and(2, 20L));
      calls.succeed(1L, "ten");
      AsyncAttempt goingOn = calls.open(2L);
      trial.service().reload(new OperatorService(calling(OPTIONS), true));
      trial.service().reload(new OperatorService(calling(OPTIONS.withConcurrency(3)), true));
      assertThat(calls.begun()).isEqualTo(2);
      assertThat(calls.open(2L)).isSameAs(goingOn);
      assertThat(trial.result()).contains(Entry.of(1L, success("ten")));
      trial.service().reload(new OperatorService(calling(OPTIONS.withVersion(2)), true));
      assertThat(trial.result()).containsExactly(Entry.of(1L, LOADING), Entry.of(2L, LOADING));
      assertThat(calls.openCalls()).containsExactly("1=10", "2=20");
      assertThat(calls.open(2L)).isNotSameAs(goingOn);
    }
  }

  @Test
  void changedKey_costsItself_howeverManyThereAre() {
    for (long size : List.of(100L, 10_000L)) {
      ScriptedRunner runner = new ScriptedRunner();
      try (OperatorTrial trial =
          new OperatorTrial(
              calling(OPTIONS.withConcurrency(20_000)),
              true,
              EngineOptions.defaults().withParallelism(1),
              runner)) {
        Batch batch = Batch.empty();
        for (long key = 0; key < size; key++) {
          batch.and(key, key);
        }
        trial.write(batch);
        trial.follow();
        assertThat(runner.begun()).isEqualTo((int) size);
        trial.write(Batch.of(5, 1_000_000L));
        assertThat(runner.begun()).isEqualTo((int) size + 1);
        assertThat(trial.updates()).isEmpty();
        trial.forget();
        runner.succeed(5L, "five");
        assertThat(trial.updates().getFirst().values()).hasSize(1);
        assertThat(runner.begun()).isEqualTo((int) size + 1);
      }
    }
  }

  @Test
  void instances_shareCalls_andTheLastThatClosesGivesThemUp() {
    TestedOperator sliced =
        TestedOperator.of(
            "sliced",
            (first, second, context) ->
                first.slice(0L, 5L).mapAsync(new Named("a"), OPTIONS).slice(0L, 9L),
            (rows, result) -> {});
    try (OperatorTrial trial = trial(sliced, false)) {
      trial.write(Batch.of(1, 10L));
      assertThat(calls.begun()).isZero();
      trial.follow();
      trial.open(2);
      assertThat(calls.openCalls()).containsExactly("1=10");
      trial.closeInstances(2);
      assertThat(calls.openCalls()).containsExactly("1=10");
      trial.closeInstances(1);
      assertThat(calls.open()).isEmpty();
      assertThat(trial.footprint().unsettled()).isZero();
    }
  }

  @Test
  void nodesThatNeedTheSame_shareOneCall_andOneThatMovesGoesOn() {
    TestedOperator split =
        TestedOperator.of(
            "split",
            (first, second, context) -> {
              EagerCollection<Long, Long> small = first.filter(value -> value < 100);
              EagerCollection<Long, Long> marked = first.semiJoin(second);
              return small
                  .antiJoin(second)
                  .mapAsync(new Named("a"), OPTIONS)
                  .merge(marked.mapAsync(new Named("a"), OPTIONS));
            },
            (rows, result) -> {});
    try (OperatorTrial trial = trial(split, true)) {
      trial.write(Batch.of(1, 10L));
      AsyncAttempt first = calls.open(1L);
      trial.write(Batch.empty().andSecond(1, 1L));
      assertThat(calls.open(1L)).isSameAs(first);
      trial.write(Batch.empty().andSecond(1));
      assertThat(calls.open(1L)).isSameAs(first);
      assertThat(calls.begun()).isEqualTo(1);
      calls.succeed(1L, "ten");
      assertThat(trial.result()).containsExactly(Entry.of(1L, success("ten")));
    }
  }

  @Test
  void functionThatCapturedACollection_isRefused() {
    TestedOperator wrong =
        TestedOperator.of(
            "captured",
            (first, second, context) ->
                first.mapAsync((key, value) -> "" + second.get(value), OPTIONS),
            (rows, result) -> {});
    assertThatThrownBy(() -> trial(wrong, true))
        .hasStackTraceContaining(
            "the function of mapAsync describe captured the collection second");
  }

  @Test
  void service_closesWhileCallsHang() {
    OperatorTrial trial = trial(OPTIONS);
    trial.write(Batch.of(1, 10L));
    AsyncAttempt hanging = calls.open(1L);
    trial.close();
    assertThat(calls.open()).isEmpty();
    ScriptedRunner.join(hanging.succeeded("too late"));
  }
}
