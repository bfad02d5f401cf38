package io.skipruntime.server.connection;

import io.skipruntime.server.host.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/** An event loop of Vert.x. */
public final class VertxEventLoop implements EventLoop {

  private final ContextInternal context;
  private final Chunks chunks = new Chunks();

  private VertxEventLoop(ContextInternal context) {
    this.context = context;
  }

  /** That of the thread that calls this, or any if the thread is no event loop. */
  public static VertxEventLoop current(Vertx vertx) {
    return new VertxEventLoop(((VertxInternal) vertx).getOrCreateContext().unwrap());
  }

  /** What makes the chunks of its sockets. */
  Chunks chunks() {
    return chunks;
  }

  @Override
  public void execute(Runnable step) {
    context.runOnContext(none -> step.run());
  }

  @Override
  public Timer after(long millis, Runnable step) {
    return cancelling(context.setTimer(millis, timer -> step.run()));
  }

  @Override
  public Timer every(long millis, Runnable step) {
    return cancelling(context.setPeriodic(millis, timer -> step.run()));
  }

  private Timer cancelling(long timer) {
    return () -> context.owner().cancelTimer(timer);
  }

  @Override
  public void broadcast(Runnable step) {
    chunks.share();
    try {
      step.run();
    } finally {
      chunks.unshare();
    }
  }
}
