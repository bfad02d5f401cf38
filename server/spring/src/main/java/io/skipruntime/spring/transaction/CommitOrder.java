package io.skipruntime.spring.transaction;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The order in which transactions of a database take effect elsewhere: that in which they took
 * their tickets. A transaction takes its ticket before the database commits it, while it holds the
 * locks on the rows that it wrote. Another one that writes to such a row waits in the database
 * until the first has committed, so that its ticket is a later one: transactions that depend on
 * each other have their effects in the order of the database. The database's commits themselves do
 * not wait for each other. Thread-safe.
 *
 * <ul>
 *   <li>{@code waiting} has the tickets that were taken and not ended, in the order of the taking.
 *   <li>Only the holder of its head runs an effect.
 * </ul>
 *
 * <p>No deadlock: who waits has been committed, and holds no lock of the database that those before
 * it could need.
 */
final class CommitOrder {

  /** A place in the order. */
  static final class Ticket {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition headChanged = lock.newCondition();
  private final ArrayDeque<Ticket> waiting = new ArrayDeque<>();

  /** Takes the next place. It has to be ended in every case, by one of the other two methods. */
  Ticket take() {
    Ticket ticket = new Ticket();
    lock.lock();
    try {
      waiting.add(ticket);
      return ticket;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs an effect when all before it have ended, and ends the ticket, also if the effect fails.
   */
  void run(Ticket ticket, Runnable effect) {
    awaitHead(ticket);
    try {
      effect.run();
    } finally {
      end(ticket);
    }
  }

  private void awaitHead(Ticket ticket) {
    lock.lock();
    try {
      while (waiting.peek() != ticket) {
        headChanged.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends a ticket without an effect. */
  void end(Ticket ticket) {
    lock.lock();
    try {
      waiting.remove(ticket);
      headChanged.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
