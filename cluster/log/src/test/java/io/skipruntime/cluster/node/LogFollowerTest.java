package io.skipruntime.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.engine.spi.OrderStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogFollowerTest {

  private final AtomicLong seconds = new AtomicLong();
  private final LogFollower follower =
      new LogFollower("test", "the log L", () -> Instant.ofEpochSecond(seconds.get()));
  private final BlockingQueue<Supplier<LogFollower.Standing>> steps = new LinkedBlockingQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** A node that does what the test has put into the queue. */
  private final LogFollower.Node node =
      new LogFollower.Node() {
        @Override
        public LogFollower.Standing step() {
          try {
            Supplier<LogFollower.Standing> next = steps.poll(10, TimeUnit.MILLISECONDS);
            return next == null ? new LogFollower.Standing("", follower.detail()) : next.get();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public long tick() {
          return 7;
        }

        @Override
        public void failed(Throwable cause) {
          failure.set(cause);
        }

        @Override
        public void ended() {
          ended.countDown();
        }
      };

  @AfterEach
  void close() {
    follower.close();
  }

  private static void awaitThat(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void awaitState(OrderStatus.State state) {
    awaitThat(() -> follower.state() == state);
  }

  private static LogFollower.Standing away() {
    throw new LogUnavailableException("the disk is away", false, new IOException("away"));
  }

  @Test
  void logThatIsAway_isAskedAgain_andTheStateSaysSinceWhen() {
    assertThat(follower.state()).isEqualTo(OrderStatus.State.STARTING);
    seconds.set(1);
    follower.start(node);
    assertThat(follower.since()).isEqualTo(Instant.ofEpochSecond(1));
    seconds.set(2);
    CountDownLatch back = new CountDownLatch(2);
    steps.add(LogFollowerTest::away);
    steps.add(() -> {
      seconds.set(3);
      back.countDown();
      return away();
    });
    steps.add(() -> {
      assertThat(follower.state()).isEqualTo(OrderStatus.State.UNAVAILABLE);
      assertThat(follower.since()).isEqualTo(Instant.ofEpochSecond(2));
      assertThat(follower.detail()).isEqualTo("the disk is away");
      back.countDown();
      return new LogFollower.Standing("", "all is well");
    });
    awaitThat(() -> back.getCount() == 0);
    awaitState(OrderStatus.State.FOLLOWING);
    assertThat(follower.since()).isEqualTo(Instant.ofEpochSecond(3));
    awaitThat(() -> follower.detail().equals("all is well"));
    follower.requireUsable();
    assertThat(failure.get()).isNull();
  }

  @Test
  void nodeThatFails_takesNoFurtherStep_andNoWrites() throws Exception {
    follower.start(node);
    IllegalStateException broken = new IllegalStateException("record 8 is damaged");
    steps.add(() -> {
      throw broken;
    });
    ended.await();
    assertThat(follower.state()).isEqualTo(OrderStatus.State.FAILED);
    assertThat(failure.get()).isSameAs(broken);
    assertThatThrownBy(follower::requireUsable)
        .isInstanceOf(ClusterUnavailableException.class)
        .hasMessage(
            "this node takes no writes: this node has stopped at tick 7: record 8 is damaged");
    CompletableFuture<Long> outcome = new CompletableFuture<>();
    assertThatThrownBy(() -> follower.await(outcome, Long.MAX_VALUE / 2, LogFollowerTest::unknown))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  private static OutcomeUnknownException unknown() {
    return new OutcomeUnknownException("not known", OptionalLong.empty());
  }

  @Test
  void serviceThatIsClosed_isNoFailure() throws Exception {
    follower.start(node);
    steps.add(() -> {
      throw new ServiceClosedException();
    });
    ended.await();
    assertThat(failure.get()).isNull();
    assertThat(follower.state()).isEqualTo(OrderStatus.State.FOLLOWING);
  }

  @Test
  void writes_areRefused_beforeTheBeginningAndAfterTheEnd() throws Exception {
    assertThatThrownBy(follower::requireUsable).isInstanceOf(ClusterUnavailableException.class);
    follower.start(node);
    follower.requireUsable();
    follower.close();
    assertThat(ended.await(0, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(follower::requireUsable).isInstanceOf(ServiceClosedException.class);
    follower.close();
  }

  @Test
  void waiting_outlastsAnInterrupt_whichIsThereAfterwards() throws Exception {
    follower.start(node);
    CompletableFuture<Long> outcome = new CompletableFuture<>();
    CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
    Thread waiter =
        Thread.ofPlatform()
            .start(() -> {
              long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
              long given = follower.await(outcome, end, LogFollowerTest::unknown);
              wasInterrupted.complete(Thread.currentThread().isInterrupted() && given == 5);
            });
    awaitThat(() -> waiter.getState() == Thread.State.TIMED_WAITING);
    waiter.interrupt();
    awaitThat(() -> waiter.getState() == Thread.State.TIMED_WAITING && !waiter.isInterrupted());
    outcome.complete(5L);
    assertThat(wasInterrupted.get()).isTrue();
  }

  @Test
  void outcomeThatDoesNotComeInTime_isUnknown() {
    follower.start(node);
    assertThatThrownBy(() ->
            follower.await(
                new CompletableFuture<>(), System.nanoTime() - 1, LogFollowerTest::unknown))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage("not known");
  }

  @Test
  void thread_mayCloseItself() throws Exception {
    follower.start(node);
    steps.add(() -> {
      follower.close();
      return LogFollower.Standing.GOOD;
    });
    ended.await();
    assertThat(follower.isClosed()).isTrue();
  }
}
