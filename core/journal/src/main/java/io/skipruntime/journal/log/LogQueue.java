package io.skipruntime.journal.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The records that wait for the log's thread. It takes all that are there: how many share a force
 * depends on how many came while the last one ran, and no timer keeps any back.
 *
 * <p>May be used by any thread.
 */
final class LogQueue {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private List<LogRecord> waiting = new ArrayList<>();
  private long weight;
  private boolean closed;
  private boolean rolls;

  /** Adds a record; nothing happens to it if the log is closed. */
  void add(LogRecord record) {
    lock.lock();
    try {
      if (!closed) {
        waiting.add(record);
        weight += record.weight();
        notEmpty.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** About how many bytes wait. */
  long weight() {
    lock.lock();
    try {
      return weight;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes all that wait, in order, once there is something, a segment is asked for, or the time is
   * over.
   *
   * @param nanos how long to wait at most; negative for without end
   */
  List<LogRecord> take(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (waiting.isEmpty() && !closed && !rolls && left != 0) {
        if (left < 0) {
          notEmpty.await();
        } else {
          left = Math.max(0, notEmpty.awaitNanos(left));
        }
      }
      List<LogRecord> taken = waiting;
      waiting = new ArrayList<>();
      weight = 0;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Asks for a new segment. */
  void roll() {
    lock.lock();
    try {
      rolls = true;
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a new segment was asked for since this was last asked. */
  boolean takeRoll() {
    lock.lock();
    try {
      boolean asked = rolls;
      rolls = false;
      return asked;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses records from now on; those that wait are still taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
