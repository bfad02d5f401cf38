package io.skipruntime;

/**
 * A function that calls something outside of the service, such as another service or a model, for
 * each value of each entry of a collection: see {@link EagerCollection#mapAsync}. It runs on a
 * virtual thread of its own, beside all transactions, and may wait.
 *
 * <p>It may be called again for the same entry: after a failure, and after a crash that came before
 * its result was recorded. What it does outside should be the same if it is done twice.
 *
 * <p>Unlike other functions it may capture things that are no values, such as a client of a
 * database; it cannot capture collections. Two of one class that captured equal things are the same
 * function, so that a record is what to write. Thread-safe: calls run at the same time.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 * @param <R> type of the results
 */
@FunctionalInterface
public interface AsyncFunction<K, V, R> {

  /**
   * Calls the service for a value.
   *
   * @return the result; not null
   * @throws AsyncCallException if the call failed; its message is shown to those who see the
   *     collection
   * @throws InterruptedException if the result is not needed any more, or does not come in time
   * @throws Exception any other failure, of which only the class is shown
   */
  R call(K key, V value) throws Exception;
}
