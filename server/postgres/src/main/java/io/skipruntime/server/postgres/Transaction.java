package io.skipruntime.server.postgres;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceSnapshot;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a session. Within one, all statements see the version that was current when it
 * began; outside, the statements of one message do. A transaction that is open for too long loses
 * its version, so that clients that are idle keep none. Used by one thread, except for {@link
 * #expire}.
 *
 * <ul>
 *   <li>{@code version} is the version that statements see; null outside of a transaction before
 *       the first statement of a message.
 *   <li>{@code isExpired} is true from when a transaction has lost its version until it ends.
 * </ul>
 */
final class Transaction {

  /** The states of a transaction, with the letters that clients are told. */
  enum State {
    NONE('I'),
    OPEN('T'),
    FAILED('E');

    private final char letter;

    State(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }
  }

  private final ServiceInstance service;
  private final long mostMillis;
  private State state = State.NONE;
  private @Nullable ServiceSnapshot version;
  private boolean isExpired;
  private long deadline;

  Transaction(ServiceInstance service, long mostMillis) {
    this.service = service;
    this.mostMillis = mostMillis;
  }

  synchronized State state() {
    return state;
  }

  /** Begins a transaction, if there is none. */
  synchronized void begin() {
    if (state == State.NONE) {
      state = State.OPEN;
      isExpired = false;
      version = service.snapshot();
      deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
    }
  }

  /** The version that a statement sees. */
  synchronized ServiceSnapshot version() {
    if (isExpired) {
      throw Failure.of(
          "25P04", "the transaction was open for longer than " + mostMillis + " ms; begin another");
    }
    ServiceSnapshot seen = version == null ? service.snapshot() : version;
    version = seen;
    return seen;
  }

  /** Ends the transaction; gives whether it had not failed. */
  synchronized boolean end() {
    boolean isGood = state != State.FAILED;
    state = State.NONE;
    isExpired = false;
    version = null;
    return isGood;
  }

  /** A statement has failed. */
  synchronized void fail() {
    if (state == State.OPEN) {
      state = State.FAILED;
    }
  }

  /** The statements since a savepoint do not count, which may be that one failed. */
  synchronized void rollBackToSavepoint() {
    if (state == State.NONE) {
      throw Failure.of("25P01", "there is no transaction in progress");
    }
    state = State.OPEN;
  }

  /** The statements of a message have ended. */
  synchronized void endMessage() {
    if (state == State.NONE) {
      version = null;
    }
  }

  /** Gives up the version if the transaction is open for too long. Called by any thread. */
  synchronized boolean expire() {
    boolean isOver = state != State.NONE && version != null && System.nanoTime() - deadline > 0;
    if (isOver) {
      isExpired = true;
      version = null;
    }
    return isOver;
  }
}
