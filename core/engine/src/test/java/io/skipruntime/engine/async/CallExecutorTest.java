package io.skipruntime.engine.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.AsyncCallException;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncOptions.Retry;
import io.skipruntime.engine.MovedClock;
import io.skipruntime.engine.spi.AsyncAttempt;
import io.skipruntime.engine.spi.AsyncCall;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.engine.spi.AsyncStatistics;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests of the executor alone, with a runner and a clock that the test moves. */
class CallExecutorTest {

  private static final AsyncOptions<String> OPTIONS =
      AsyncOptions.of("f", String.class).withRetry(Retry.never());

  /** What has become of a call. */
  private final class Told implements CallExecutor.Receiver {
    private final String name;

    Told(String name) {
      this.name = name;
    }

    @Override
    public CompletionStage<Void> succeeded(Object result) {
      told.add(name + "=" + result);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> failed(String error, boolean isLasting) {
      told.add(name + "!" + error);
      return CompletableFuture.completedStage(null);
    }
  }

  private final MovedClock clock = new MovedClock();
  private final CallTimer timer = CallTimer.of(clock);
  private final List<AsyncAttempt> begun = new ArrayList<>();
  private final Set<AsyncAttempt> givenUp = new HashSet<>();
  private final List<String> told = new ArrayList<>();

  private Runnable begin(AsyncAttempt attempt) {
    begun.add(attempt);
    return () -> givenUp.add(attempt);
  }

  private CallExecutor executor(AsyncOptions<?> options) {
    return new CallExecutor(this::begin, timer, options);
  }

  private CallExecutor.Call submit(CallExecutor executor, String name) {
    CallExecutor.Call call =
        executor.prepare(
            new AsyncCall(OPTIONS, (key, value) -> "unused", name, name, name), new Told(name));
    executor.submit(call);
    return call;
  }

  private List<Object> begunKeys() {
    return begun.stream().map(each -> each.call().key()).toList();
  }

  private static void end(CompletionStage<Void> stage) {
    stage.toCompletableFuture().join();
  }

  @Test
  void calls_beginInTheirOrder_withinTheConcurrency() {
    CallExecutor executor = executor(OPTIONS.withConcurrency(2));
    for (String each : List.of("a", "b", "c", "d")) {
      submit(executor, each);
    }
    assertThat(begunKeys()).containsExactly("a", "b");
    end(begun.get(1).succeeded("B"));
    assertThat(begunKeys()).containsExactly("a", "b", "c");
    end(begun.get(0).failed(AsyncCallException.passing("A")));
    assertThat(begunKeys()).containsExactly("a", "b", "c", "d");
    assertThat(told).containsExactly("b=B", "a!A");
  }

  @Test
  void pausesThatNeverEnd_keepACallWaiting() {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    CallExecutor executor =
        executor(OPTIONS.withRetry(new Retry(3, forever, forever, Optional.empty())));
    submit(executor, "a");
    end(begun.getFirst().failed(AsyncCallException.passing("busy", forever)));
    clock.move(Duration.ofDays(10_000));
    assertThat(begunKeys()).containsExactly("a");
    clock.move(Duration.ofDays(30_000));
    assertThat(begunKeys()).containsExactly("a", "a");
  }

  @Test
  void attempt_endsOnce() {
    CallExecutor executor = executor(OPTIONS);
    submit(executor, "a");
    end(begun.getFirst().succeeded("first"));
    end(begun.getFirst().succeeded("second"));
    end(begun.getFirst().failed(new IllegalStateException()));
    assertThat(told).containsExactly("a=first");
  }

  @Test
  void cancelledCall_isNotBegun_orStopped_andMakesRoom() {
    CallExecutor executor = executor(OPTIONS.withConcurrency(1));
    CallExecutor.Call running = submit(executor, "a");
    CallExecutor.Call queued = submit(executor, "b");
    submit(executor, "c");
    queued.cancel();
    running.cancel();
    running.cancel();
    assertThat(givenUp).containsExactly(begun.getFirst());
    assertThat(begunKeys()).containsExactly("a", "c");
    end(begun.getFirst().succeeded("late"));
    assertThat(told).isEmpty();
    assertThat(executor.statistics(0).cancelled()).isEqualTo(2);
  }

  @Test
  void hangingCall_timesOut_andMakesRoom() {
    CallExecutor executor = executor(OPTIONS.withConcurrency(1).withTimeout(Duration.ofSeconds(1)));
    submit(executor, "a");
    submit(executor, "b");
    clock.move(Duration.ofMillis(999));
    assertThat(begunKeys()).containsExactly("a");
    clock.move(Duration.ofMillis(1));
    assertThat(givenUp).containsExactly(begun.getFirst());
    assertThat(begunKeys()).containsExactly("a", "b");
    assertThat(told).containsExactly("a!no answer within 1000 ms");
  }

  @Test
  void rate_letsNoMoreBegin_inAnyTimeOfItsLength() {
    CallExecutor executor =
        executor(OPTIONS.withConcurrency(1_000).withRate(3, Duration.ofMillis(100)));
    List<Long> times = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      submit(executor, "c" + i);
    }
    while (begun.size() < 60) {
      while (times.size() < begun.size()) {
        times.add(clock.millis());
      }
      clock.move(Duration.ofMillis(random.nextInt(40)));
    }
    for (int i = 3; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 3)).isGreaterThanOrEqualTo(100);
    }
    assertThat(clock.millis()).isLessThan(20 * 140);
  }

  @Test
  void pause_doubles_isShortenedByUpToAHalf_andKeepsToWhatTheServiceAsks() {
    Retry retry = new Retry(6, Duration.ofMillis(100), Duration.ofMillis(500), Optional.empty());
    CallExecutor executor = executor(OPTIONS.withRetry(retry));
    submit(executor, "a");
    long[] most = {100, 200, 400, 500};
    for (int i = 0; i < most.length; i++) {
      end(begun.get(i).failed(AsyncCallException.passing("no")));
      clock.move(Duration.ofMillis(most[i] / 2 - 1));
      assertThat(begun).hasSize(i + 1);
      clock.move(Duration.ofMillis(most[i] / 2 + 1));
      assertThat(begun).hasSize(i + 2);
    }
    end(begun.getLast().failed(AsyncCallException.passing("no", Duration.ofSeconds(9))));
    clock.move(Duration.ofMillis(8_999));
    assertThat(begun).hasSize(5);
    clock.move(Duration.ofMillis(1));
    assertThat(begun).hasSize(6);
    assertThat(told).isEmpty();
    end(begun.getLast().failed(AsyncCallException.passing("no")));
    assertThat(told).containsExactly("a!no");
  }

  @Test
  void callThatPauses_takesNoRoom_andGoesToTheFront() {
    Retry retry = new Retry(2, Duration.ofMillis(100), Duration.ofMillis(100), Optional.empty());
    CallExecutor executor = executor(OPTIONS.withRetry(retry).withConcurrency(1));
    for (String each : List.of("a", "b", "c")) {
      submit(executor, each);
    }
    end(begun.getFirst().failed(AsyncCallException.passing("no")));
    clock.move(Duration.ofMillis(100));
    end(begun.getLast().succeeded("B"));
    assertThat(begunKeys()).containsExactly("a", "b", "a");
  }

  @Test
  void runnerThatThrows_failsTheAttempt_ofEachCall() {
    CallExecutor executor =
        new CallExecutor(
            attempt -> {
              throw new IllegalStateException("no threads");
            },
            timer,
            OPTIONS);
    for (int i = 0; i < 3; i++) {
      submit(executor, "c" + i);
    }
    assertThat(told)
        .containsExactly(
            "c0!the call failed: IllegalStateException",
            "c1!the call failed: IllegalStateException",
            "c2!the call failed: IllegalStateException");
  }

  @Test
  void runnerThatEndsAttemptsAtOnce_needsNoStackForEach() {
    CallExecutor executor =
        new CallExecutor(
            attempt -> {
              end(attempt.succeeded("done"));
              return () -> {};
            },
            timer,
            OPTIONS.withConcurrency(1));
    List<CallExecutor.Call> calls = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      calls.add(
          executor.prepare(
              new AsyncCall(OPTIONS, (key, value) -> "unused", i, "" + i, i), new Told("" + i)));
    }
    calls.forEach(executor::submit);
    assertThat(told).hasSize(50_000);
  }

  @Test
  void executorThatIsClosed_givesAllUp_andBeginsNothing() {
    CallExecutor executor = executor(OPTIONS.withConcurrency(1));
    submit(executor, "a");
    submit(executor, "b");
    executor.close();
    submit(executor, "c");
    assertThat(givenUp).containsExactly(begun.getFirst());
    assertThat(begunKeys()).containsExactly("a");
    timer.close();
    assertThat(clock.followerCount()).isZero();
  }

  @Test
  void clock_isFollowed_onlyWhileSomethingWaits() {
    CallExecutor executor = executor(OPTIONS);
    assertThat(clock.followerCount()).isZero();
    submit(executor, "a");
    assertThat(clock.followerCount()).isOne();
    end(begun.getFirst().succeeded("A"));
    assertThat(clock.followerCount()).isZero();
  }

  /** The executor against a naive model: what may be running, and what has been told. */
  @Test
  void randomRuns_keepTheInvariants() {
    for (long seed = 0; seed < 200; seed++) {
      randomRun(new Random(seed));
    }
  }

  private void randomRun(Random random) {
    begun.clear();
    told.clear();
    int concurrency = 1 + random.nextInt(4);
    Retry retry = new Retry(2, Duration.ofMillis(10), Duration.ofMillis(20), Optional.empty());
    CallExecutor executor =
        executor(
            OPTIONS.withConcurrency(concurrency).withRetry(retry).withTimeout(Duration.ofDays(1)));
    Map<String, CallExecutor.Call> calls = new HashMap<>();
    ArrayDeque<String> expectedFirstBegins = new ArrayDeque<>();
    Set<String> over = new HashSet<>();
    for (int step = 0; step < 60; step++) {
      String name = "c" + step;
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          calls.put(name, submit(executor, name));
          expectedFirstBegins.add(name);
        }
        case 2 -> endOne(random, over);
        default -> cancelOne(random, calls, over);
      }
      if (random.nextInt(5) == 0) {
        clock.move(Duration.ofMillis(20));
      }
      AsyncStatistics now = executor.statistics(0);
      assertThat(now.running()).isLessThanOrEqualTo(concurrency);
      assertThat(now.running() == concurrency || now.queued() == 0).isTrue();
      assertThat(now.running() + now.queued() + now.pausing())
          .isEqualTo(calls.size() - over.size());
      assertThat(told).doesNotHaveDuplicates();
    }
    List<Object> firsts =
        begun.stream().filter(each -> each.number() == 1).map(each -> each.call().key()).toList();
    expectedFirstBegins.retainAll(firsts);
    assertThat(firsts).containsExactlyElementsOf(expectedFirstBegins);
  }

  private void endOne(Random random, Set<String> over) {
    if (begun.isEmpty()) {
      return;
    }
    AsyncAttempt attempt = begun.get(random.nextInt(begun.size()));
    int before = told.size();
    if (random.nextBoolean()) {
      end(attempt.succeeded("done"));
    } else {
      end(attempt.failed(AsyncCallException.passing("no")));
    }
    if (told.size() > before) {
      over.add((String) attempt.call().key());
    }
  }

  private static void cancelOne(
      Random random, Map<String, CallExecutor.Call> calls, Set<String> over) {
    if (!calls.isEmpty()) {
      List<String> names = calls.keySet().stream().sorted().toList();
      String name = names.get(random.nextInt(names.size()));
      Optional.ofNullable(calls.get(name)).ifPresent(CallExecutor.Call::cancel);
      over.add(name);
    }
  }

  @Test
  void virtualThread_isInterrupted_whenTheCallIsGivenUp() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicInteger virtual = new AtomicInteger();
    CallExecutor executor = new CallExecutor(AsyncRunner.onVirtualThreads(), timer, OPTIONS);
    CallExecutor.Call call =
        executor.prepare(
            new AsyncCall(
                OPTIONS,
                (key, value) -> {
                  virtual.addAndGet(Thread.currentThread().isVirtual() ? 1 : 0);
                  started.countDown();
                  try {
                    return new CountDownLatch(1).await(1, TimeUnit.HOURS);
                  } finally {
                    interrupted.countDown();
                  }
                },
                "a",
                "a",
                "a"),
            new Told("a"));
    executor.submit(call);
    assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
    call.cancel();
    assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(virtual.get()).isEqualTo(1);
    assertThat(told).isEmpty();
  }
}
