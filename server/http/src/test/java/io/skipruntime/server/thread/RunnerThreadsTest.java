package io.skipruntime.server.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the runners of a lane get their threads. */
final class RunnerThreadsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int STEPS = 2_000;

  private final RunnerThreads threads = new RunnerThreads();

  @AfterEach
  void close() {
    end(threads, PATIENCE);
  }

  private static void end(RunnerThreads threads, Duration patience) {
    threads.shutDown();
    threads.awaitEnd(System.nanoTime() + patience.toNanos());
  }

  private Thread threadOf(Runnable step) {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    assertThat(
            threads.run(() -> {
              step.run();
              ran.complete(Thread.currentThread());
            }))
        .isTrue();
    return ran.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Test
  void stepsOneAfterTheOther_haveOneThread() {
    Set<Thread> seen = new HashSet<>();
    for (int i = 0; i < STEPS; i++) {
      Thread thread = threadOf(() -> {});
      seen.add(thread);
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    assertThat(seen).hasSize(1).noneMatch(Thread::isVirtual);
  }

  @Test
  void threadsThatComeBackTogether_areKeptUpToTwo() {
    CountDownLatch end = new CountDownLatch(1);
    List<CompletableFuture<Thread>> running = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Thread> ran = new CompletableFuture<>();
      running.add(ran);
      threads.run(() -> {
        ran.complete(Thread.currentThread());
        await(end);
      });
    }
    List<Thread> seen = running.stream().map(CompletableFuture::join).toList();
    end.countDown();
    Wait.until(() -> seen.stream().filter(Thread::isAlive).count() == 2);
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  void stepBehindOneThatDoesNotComeBack_hasAThread() {
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Thread> stuck = new CompletableFuture<>();
    threads.run(() -> {
      stuck.complete(Thread.currentThread());
      await(end);
    });
    Thread first = stuck.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(List.of(threadOf(() -> {}), threadOf(() -> {}))).doesNotContain(first);
    end.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void interruption_isForTheStepAlone() {
    for (int i = 0; i < STEPS; i++) {
      threadOf(() -> {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        Thread.currentThread().interrupt();
      });
    }
  }

  @Test
  void everyStepThatIsTaken_runs_andAllThreadsEnd_whenItEnds() throws Exception {
    for (int i = 0; i < STEPS / 10; i++) {
      RunnerThreads ending = new RunnerThreads();
      AtomicInteger ran = new AtomicInteger();
      Set<Thread> seen = new HashSet<>();
      CyclicBarrier together = new CyclicBarrier(2);
      Thread other =
          Thread.ofVirtual()
              .start(() -> {
                meet(together);
                ending.shutDown();
              });
      meet(together);
      int taken = 0;
      while (taken < 20 && ending.run(() -> count(ran, seen))) {
        taken++;
      }
      other.join();
      end(ending, PATIENCE);
      assertThat(ran).hasValue(taken);
      for (Thread each : seen) {
        assertThat(each.join(PATIENCE)).isTrue(); // it may be on its last steps
      }
    }
  }

  private static void count(AtomicInteger ran, Set<Thread> seen) {
    synchronized (seen) {
      seen.add(Thread.currentThread());
    }
    ran.incrementAndGet();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void stepThatDoesNotComeBack_isInterruptedAtTheEnd() throws InterruptedException {
    CompletableFuture<Thread> stuck = new CompletableFuture<>();
    CountDownLatch never = new CountDownLatch(1);
    threads.run(() -> {
      stuck.complete(Thread.currentThread());
      await(never);
    });
    Thread thread = stuck.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    end(threads, Duration.ZERO);
    assertThat(threads.run(() -> {})).isFalse();
    end(threads, PATIENCE);
    assertThat(thread.join(PATIENCE)).isTrue();
  }
}
