package io.skipruntime.server.connection;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Consumer;

/**
 * A watch over the event loops of a server. An event loop that ends leaves its connections without
 * an answer for ever, and one that meets an error of the machine may have left a stream half sent:
 * the process is to end then, rather than to answer by chance. May be used by any thread.
 *
 * <p>Vert.x reports what its handlers throw, and goes on; Netty ends an event loop on an error
 * outside of them, and completes the loop's termination future.
 */
public final class EventLoops {

  private volatile boolean isClosing;
  private final Consumer<Throwable> broken;

  /**
   * A watch that has not begun.
   *
   * @param broken takes what ended an event loop
   */
  public EventLoops(Consumer<Throwable> broken) {
    this.broken = broken;
  }

  /** Watches the event loops of a Vert.x from now on. */
  @SuppressWarnings("FutureReturnValueIgnored") // the listeners are all that is wanted
  public void watch(Vertx vertx) {
    vertx.exceptionHandler(this::reported);
    for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      loop.terminationFuture()
          .addListener(ended -> {
            if (!isClosing) {
              broken.accept(new IllegalStateException("an event loop has ended"));
            }
          });
    }
  }

  private void reported(Throwable failure) {
    if (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError)) {
      broken.accept(failure);
    } else {
      System.getLogger(EventLoops.class.getName())
          .log(System.Logger.Level.ERROR, "a step on an event loop failed", failure);
    }
  }

  /** Notes that event loops end from now on, because the server does. */
  public void close() {
    isClosing = true;
  }
}
