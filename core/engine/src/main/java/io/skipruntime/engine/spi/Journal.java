package io.skipruntime.engine.spi;

import io.skipruntime.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The record of all that a service cannot compute: what was written to its inputs, what external
 * sources delivered and up to which positions, which leases were opened and closed, and the answers
 * to commands that may be asked for again.
 *
 * <p>The engine appends a record to the journal after all of a transaction that may fail and before
 * anything of it can be seen; the version that the transaction made is shown to readers and
 * subscribers, and its writers are answered, when the journal says that the record is durable.
 * Other transactions go on meanwhile.
 *
 * <p>In this order: {@link #recovery}, of which the engine makes the service; {@link #ready}; any
 * number of {@link #admit} and {@link #append}; {@link #close}. {@link #abandon} takes the place of
 * all that has not been called when the start or the storage has failed.
 */
public interface Journal {

  /** What the service begins with. Called once. */
  Recovery recovery();

  /**
   * Says that the service is as {@link #recovery} said, and that records follow.
   *
   * @param listener is told what is durable, by any thread of the journal's
   * @param states gives the service's state for snapshots, to any thread and at any time until
   *     {@link #close}
   */
  void ready(JournalListener listener, StateSource states);

  /**
   * Lets a transaction begin that will append a record, or refuses it. Called often, also by
   * several threads at once, so it must be cheap and must not wait.
   *
   * @throws io.skipruntime.OverloadedException if too much waits to be made durable
   * @throws io.skipruntime.StorageException if nothing can be recorded, or not now
   */
  void admit();

  /**
   * Takes the next record, to be made durable soon. Called by one thread at a time, which holds the
   * service's write lock: it must not wait for a disk. What a record refers to never changes, so
   * that the journal may encode it later on a thread of its own.
   *
   * <p>The engine counts: the first record after {@link #ready} is number 1.
   *
   * @throws io.skipruntime.StorageException if the record is refused; then it must never become
   *     durable, and the transaction is rolled back
   */
  void append(JournalRecord record);

  /**
   * Writes a snapshot of the service's state soon, so that the next start reads little else. May be
   * called by any thread after {@link #ready}.
   *
   * @return completes with the tick of the snapshot when that is durable, or with a {@link
   *     io.skipruntime.StorageException} that says why there is none
   */
  default CompletionStage<Long> writeSnapshot() {
    return CompletableFuture.failedStage(
        new StorageException(
            StorageException.Reason.FAILED, "the journal of the service has no snapshots"));
  }

  /** How the journal is doing. May be called by any thread at any time, also while it recovers. */
  StorageStatus status();

  /**
   * Ends the journal after an orderly stop, when all that was appended is durable.
   *
   * @param last the service's state, outputs included, so that its streams can go on; closed by the
   *     caller
   */
  void close(State last);

  /** Gives back what the journal holds, without a word more to the storage. May be called twice. */
  void abandon();
}
