package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

  /** The time without any answer after which a batch is in trouble. */
  private static final long TROUBLE_MILLIS = 2_000;

  private final Map<Object, String> tooLarge = new HashMap<>();
  private final boolean isTransaction;
  private long awaited;
  private @Nullable Exception failure;

  /**
   * Creates the answers of a batch.
   *
   * @param isTransaction whether the records of the batch are written together or not at all
   */
  Confirmations(boolean isTransaction) {
    this.isTransaction = isTransaction;
  }

  /** Notes that a record is given to the producer. */
  synchronized void expect() {
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

  /**
   * Waits until there are all answers.
   *
   * @param troubled is told if there is none for a while
   */
  synchronized void await(Consumer<String> troubled) throws InterruptedException {
    long last = awaited;
    long since = System.nanoTime();
    while (awaited > 0) {
      wait(TROUBLE_MILLIS);
      if (awaited < last) {
        last = awaited;
        since = System.nanoTime();
      }
      long silence = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
      if (awaited > 0 && silence >= TROUBLE_MILLIS) {
        troubled.accept(
            "the brokers have not confirmed %d records for %d ms".formatted(awaited, silence));
      }
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
