package io.skipruntime.engine.graph;

/**
 * A field that transactions change: one that is taken back leaves it as it was. For the
 * transaction's thread.
 *
 * @param <T> type of the value
 */
public final class Cell<T> {

  private T value;

  /** A field with a first value. */
  public Cell(T value) {
    this.value = value;
  }

  /** The value. */
  public T get() {
    return value;
  }

  /** Gives the field another value, until the transaction is taken back if it is. */
  public void set(T next, Transaction transaction) {
    T before = value;
    transaction.onRollBack(() -> value = before);
    value = next;
  }
}
