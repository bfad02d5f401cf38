package io.skipruntime.server.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.host.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the requests of an event loop get to threads and back. */
final class LaneTest {

  private static final int PATIENCE_SECONDS = 60;
  private static final int STEPS = 2000;

  private final EventLoopThreads loops = new EventLoopThreads(1, failure -> {});
  private final EventLoop loop = loops.next();
  private final RequestThreads threads = new RequestThreads();
  private final Lanes lanes = new Lanes(threads);
  private final Lane lane = lanes.of(loop);

  @AfterEach
  void close() {
    lanes.close();
    threads.close(0);
    loops.close();
  }

  private void run(Runnable work) {
    loop.execute(() -> lane.run(work, () -> {}));
  }

  private static boolean isOnEventLoop() {
    return Thread.currentThread().getName().startsWith("skip-loop");
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Steps that are so short that the lane takes them one after the other from then on. */
  private void runShortSteps() {
    for (int i = 0; i < STEPS; i++) {
      CountDownLatch done = new CountDownLatch(1);
      run(done::countDown);
      assertThat(await(done)).isTrue();
    }
  }

  @Test
  void step_runsOnce_offTheEventLoop() {
    Queue<Integer> ran = new ConcurrentLinkedQueue<>();
    Set<Boolean> onLoop = new HashSet<>();
    CountDownLatch done = new CountDownLatch(STEPS);
    for (int i = 0; i < STEPS; i++) {
      int number = i;
      run(() -> {
        ran.add(number);
        synchronized (onLoop) {
          onLoop.add(isOnEventLoop());
        }
        done.countDown();
      });
    }
    assertThat(await(done)).isTrue();
    assertThat(ran).hasSize(STEPS).containsAll(IntStream.range(0, STEPS).boxed().toList());
    assertThat(onLoop).containsExactly(false);
  }

  @Test
  void stepsBehindOneThatWaits_runBeforeItEnds() {
    runShortSteps();
    CountDownLatch others = new CountDownLatch(STEPS);
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger ranBefore = new AtomicInteger();
    loop.execute(() -> {
      Runnable waiting =
          () -> {
            if (await(others)) {
              ranBefore.set(STEPS);
            }
            done.countDown();
          };
      lane.run(waiting, () -> {});
      for (int i = 0; i < STEPS; i++) {
        lane.run(others::countDown, () -> {});
      }
    });
    assertThat(await(done)).isTrue();
    assertThat(ranBefore).hasValue(STEPS);
  }

  @Test
  void stepsThatWaitForEachOther_runAtOnce() {
    runShortSteps();
    CountDownLatch all = new CountDownLatch(STEPS);
    CountDownLatch done = new CountDownLatch(STEPS);
    for (int i = 0; i < STEPS; i++) {
      run(() -> {
        all.countDown();
        if (await(all)) {
          done.countDown();
        }
      });
    }
    assertThat(await(done)).isTrue();
  }

  @Test
  void answers_areTakenInOrder_byTheEventLoop() {
    List<Integer> taken = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(STEPS);
    for (int i = 0; i < STEPS; i++) {
      int number = i;
      lane.answer(() -> {
        assertThat(isOnEventLoop()).isTrue();
        taken.add(number);
        done.countDown();
        throw new IllegalStateException("an answer that fails is no reason to keep others back");
      });
    }
    assertThat(await(done)).isTrue();
    assertThat(taken).isEqualTo(IntStream.range(0, STEPS).boxed().toList());
  }

  @Test
  void step_isRefused_whenItIsTooLate() {
    threads.close(0);
    CountDownLatch refused = new CountDownLatch(1);
    loop.execute(() -> lane.run(() -> {}, refused::countDown));
    assertThat(await(refused)).isTrue();
  }
}
