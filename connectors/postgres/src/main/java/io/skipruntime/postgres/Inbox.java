package io.skipruntime.postgres;

import io.skipruntime.client.feed.SourceException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue of what a connection's threads tell the feed's thread. Thread-safe; one thread takes.
 *
 * <ul>
 *   <li>{@code bytes} are those of the frames in it, with the objects around them; frames wait
 *       outside while there are more than {@link #MAX_BYTES}
 * </ul>
 */
final class Inbox {

  /** Something to do for the feed's thread. */
  sealed interface Event {

    /** A message of the output plug-in, and the position of the log that it begins at. */
    record Message(long lsn, ByteBuffer content) implements Event {}

    /** All before a position has been sent. */
    record SentUpTo(long lsn, boolean isAnswerWanted) implements Event {}

    /** The load under way has read its tables. */
    record Loaded() implements Event {}

    /** A part of the connection has failed. */
    record Failed(SourceException reason) implements Event {}

    /** The load under way waits, for the reason that is given. */
    record Waiting(String reason) implements Event {}

    /** There is news elsewhere. */
    record Wake() implements Event {}
  }

  private static final int MAX_BYTES = 16 << 20;

  /** About what a frame needs besides its content: the array, its header, buffer and event. */
  private static final int FRAME_BYTES = 128;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition hasEvents = lock.newCondition();
  private final Condition hasRoom = lock.newCondition();
  private Queue<Event> events = new ArrayDeque<>();
  private int bytes;

  /** Adds an event that has no size. */
  void add(Event event) {
    lock.lock();
    try {
      events.add(event);
      hasEvents.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a message if there is room within the time.
   *
   * @return whether it was added
   */
  boolean offer(Event.Message message, long millis) throws InterruptedException {
    int size = FRAME_BYTES + message.content().remaining();
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (bytes > 0 && bytes + size > MAX_BYTES) {
        if (left <= 0) {
          return false;
        }
        left = hasRoom.awaitNanos(left);
      }
      bytes += size;
      events.add(message);
      hasEvents.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes all there is, after waiting for something for at most some time. The queue is the
   * caller's, who polls it, so that no frame stays in memory until all of them are handled.
   */
  Queue<Event> take(long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (events.isEmpty() && left > 0) {
        left = hasEvents.awaitNanos(left);
      }
      Queue<Event> taken = events;
      events = new ArrayDeque<>();
      bytes = 0;
      hasRoom.signal();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
