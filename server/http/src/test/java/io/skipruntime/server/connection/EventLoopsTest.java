package io.skipruntime.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventLoopsTest {

  private static final long TIMEOUT_SECONDS = 60;

  private final LinkedBlockingQueue<Throwable> broken = new LinkedBlockingQueue<>();
  private final EventLoops loops = new EventLoops(broken::add);
  private final Vertx vertx = Vertx.vertx();

  @BeforeEach
  void watch() {
    loops.watch(vertx);
  }

  @AfterEach
  void close() {
    loops.close();
    vertx.close().await();
    assertThat(broken).isEmpty();
  }

  private Throwable next() throws InterruptedException {
    Throwable next = broken.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was told");
    }
    return next;
  }

  @Test
  void endOfAnEventLoop_isTold() throws Exception {
    assertThat(
            ((VertxInternal) vertx)
                .nettyEventLoopGroup()
                .next()
                .shutdownGracefully(0, 0, TimeUnit.SECONDS)
                .await(TIMEOUT_SECONDS, TimeUnit.SECONDS))
        .isTrue();
    assertThat(next()).hasMessage("an event loop has ended");
  }

  @Test
  void errorOfTheMachineOnAnEventLoop_isTold_andOtherFailuresAreNot() throws Exception {
    vertx.runOnContext(none -> {
      throw new IllegalStateException("a defect");
    });
    vertx.runOnContext(none -> {
      throw new StackOverflowError();
    });
    vertx.runOnContext(none -> {
      throw new OutOfMemoryError("of the test");
    });
    assertThat(next()).isInstanceOf(OutOfMemoryError.class).hasMessage("of the test");
  }
}
