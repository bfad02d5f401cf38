package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a lazy collection: its values, and what its function read for them.
 *
 * <ul>
 *   <li>{@code state} is {@code COMPUTING} exactly while the entry's function is on the stack;
 *       {@code MARKED}: some lazy entry that it read is marked; {@code DIRTY}: something that it
 *       read changed.
 *   <li>An entry whose function failed has no values but a {@code failure}, which each reader
 *       meets, and its reads: it is computed again like any other.
 *   <li>{@code changedIn} is the transaction in which it got other values or another failure.
 * </ul>
 */
final class LazyEntry {

  /** The relation of an entry to what it read. */
  enum State {
    CLEAN,
    MARKED,
    DIRTY,
    COMPUTING
  }

  final Object key;
  List<Object> values = List.of();
  Object[] reads = TrackedReads.NONE;
  State state = State.DIRTY;
  boolean isListed;
  int readers;
  boolean wasInCycle;
  long changedIn;
  @Nullable RuntimeException failure;

  LazyEntry(Object key) {
    this.key = key;
  }

  /** Lets the entry be what it is now if the transaction is taken back. */
  void rememberFor(Transaction transaction) {
    List<Object> valuesNow = values;
    Object[] readsNow = reads;
    RuntimeException failureNow = failure;
    State stateNow = state;
    transaction.onRollBack(() -> {
      values = valuesNow;
      reads = readsNow;
      failure = failureNow;
      state = stateNow;
      changedIn = 0;
    });
  }

  /** Takes what the function gave. */
  void take(List<Object> given, @Nullable RuntimeException failed, Transaction transaction) {
    if (failed != null || failure != null || !areSame(given, values)) {
      values = given;
      failure = failed;
      changedIn = transaction.id();
    }
  }

  private static boolean areSame(List<Object> values, List<Object> before) {
    return values instanceof ValueList list
        ? before instanceof ValueList other && list.isSameAs(other)
        : before.isEmpty() && !(before instanceof ValueList);
  }
}
