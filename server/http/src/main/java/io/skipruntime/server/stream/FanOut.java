package io.skipruntime.server.stream;

import io.skipruntime.server.host.EventLoop;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The walk over the streams of one feed whose connections belong to one event loop: it wakes all of
 * them, one after the other.
 *
 * <p>A commit costs the writer one task for each event loop, however many subscribers there are;
 * what is committed while a walk goes on is for the next one. A walk lets the event loop do other
 * things after every few streams.
 *
 * <ul>
 *   <li>All fields but {@code woken} are for the event loop.
 *   <li>{@code woken} is true while a task is due that begins a walk.
 *   <li>{@code inOrder} has the {@code streams}, unless they were others when it was made last.
 *   <li>{@code isWalking} is true until all streams were asked that were there when the walk began;
 *       {@code walkAgain} is true if it does not count, since there was something new meanwhile.
 * </ul>
 */
final class FanOut implements Runnable {

  private static final int STREAMS_AT_ONCE = 64;

  private final EventLoop loop;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Set<Wakeable> streams = new LinkedHashSet<>();
  private Wakeable @Nullable [] inOrder;
  private boolean isWalking;
  private boolean walkAgain;

  FanOut(EventLoop loop) {
    this.loop = loop;
  }

  void add(Wakeable stream) {
    streams.add(stream);
    inOrder = null;
  }

  void remove(Wakeable stream) {
    streams.remove(stream);
    inOrder = null;
  }

  /** Lets the streams look for something new, soon. Called by any thread. */
  @Override
  public void run() {
    if (woken.compareAndSet(false, true)) {
      loop.execute(this::begin);
    }
  }

  private void begin() {
    woken.set(false);
    if (isWalking) {
      walkAgain = true;
      return;
    }
    isWalking = true;
    Wakeable[] asked = inOrder == null ? streams.toArray(new Wakeable[0]) : inOrder;
    inOrder = asked;
    walk(asked, 0);
  }

  private void walk(Wakeable[] asked, int from) {
    int to = Math.min(from + STREAMS_AT_ONCE, asked.length);
    loop.broadcast(() -> {
      for (int i = from; i < to; i++) {
        asked[i].send();
      }
    });
    if (to < asked.length) {
      loop.execute(() -> walk(asked, to));
      return;
    }
    isWalking = false;
    if (walkAgain) {
      walkAgain = false;
      run();
    }
  }
}
