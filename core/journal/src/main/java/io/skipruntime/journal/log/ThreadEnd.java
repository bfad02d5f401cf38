package io.skipruntime.journal.log;

/** The end of a thread of the journal, for those who close it. */
public final class ThreadEnd {

  private ThreadEnd() {}

  /**
   * Waits until a thread has ended, however often the caller is interrupted meanwhile; the caller
   * is interrupted afterwards, then.
   */
  public static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
