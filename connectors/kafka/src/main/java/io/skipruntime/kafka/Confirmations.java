package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the brokers to the records of one batch. Thread-safe.
 *
 * <ul>
 *   <li>{@code awaited} is how many records were given to the producer and have no answer yet. Each
 *       gets one, since the producer gives up what it cannot write in time.
 *   <li>In a transaction, {@code tooLarge} has at most one key: after the first record that is too
 *       large, the producer answers those that it has not sent yet with the same exception.
 * </ul>
 */
final class Confirmations {

  private final Map<Object, String> tooLarge = new HashMap<>();
  private final boolean isTransaction;
  private final ProgressWatch watch;
  private long awaited;
  private @Nullable Exception failure;

  /**
   * Creates the answers of a batch.
   *
   * @param isTransaction whether the records of the batch are written together or not at all
   * @param watch is told of each record that is taken or answered
   */
  Confirmations(boolean isTransaction, ProgressWatch watch) {
    this.isTransaction = isTransaction;
    this.watch = watch;
  }

  /** Notes that a record is given to the producer. */
  synchronized void expect() {
    watch.progress();
    awaited++;
  }

  /** Notes that a record was not given to the producer after all. */
  synchronized void withdraw() {
    awaited--;
  }

  /** Notes a failure to give a record to the producer. */
  synchronized void fail(Exception failed) {
    failure = failure == null ? failed : failure;
  }

  /**
   * Notes the answer to a record.
   *
   * @param failed null if the brokers have it
   */
  synchronized void answered(Object key, @Nullable Exception failed) {
    watch.progress();
    awaited--;
    if (failed instanceof RecordTooLargeException) {
      if (!isTransaction || tooLarge.isEmpty()) {
        tooLarge.put(key, SourceException.messageOf(failed));
      }
    } else if (failed != null && failure == null) {
      failure = failed;
    }
    if (awaited == 0) {
      notifyAll();
    }
  }

  /** Waits until there are all answers. */
  synchronized void await() throws InterruptedException {
    while (awaited > 0) {
      wait();
    }
  }

  /** Keys whose records are larger than the brokers take, and what was said. */
  synchronized Map<Object, String> tooLarge() {
    return Map.copyOf(tooLarge);
  }

  /** The first failure that is not of the size of a record. */
  synchronized Optional<Exception> failure() {
    return Optional.ofNullable(failure);
  }
}
