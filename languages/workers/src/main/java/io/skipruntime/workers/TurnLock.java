package io.skipruntime.workers;

import org.jspecify.annotations.Nullable;

/**
 * The right to begin turns. One service has it at a time, and may begin a turn inside of another
 * one, on whatever thread: the engine runs the functions of a service one after the other. Others
 * wait.
 */
final class TurnLock {

  private @Nullable Object owner;
  private int holds;

  /** Waits until the service may begin a turn. */
  synchronized void acquire(Object service) {
    boolean interrupted = false;
    while (owner != null && !owner.equals(service)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    owner = service;
    holds++;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that the turn is over. */
  synchronized void release() {
    holds--;
    if (holds == 0) {
      owner = null;
      notifyAll();
    }
  }
}
