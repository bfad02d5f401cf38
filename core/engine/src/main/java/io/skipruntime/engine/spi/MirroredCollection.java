package io.skipruntime.engine.spi;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A collection as a mirror of it sees it: its contents in the running transaction, and what changes
 * in them. For the transaction's thread, except where it only reads. Equal only to itself.
 */
public interface MirroredCollection {

  /** A receiver of what changes in a collection, at most one of each collection. */
  interface Observer {

    /**
     * Keys have, or may have, other values than before: at the end of the collection's turn, and
     * when the transaction is taken back.
     */
    void changed(Iterable<Object> keys);

    /** Any key may have other values than before. */
    void changedWholly();

    /** The collection is gone. */
    void gone();
  }

  /** The number of keys. */
  int keyCount();

  /**
   * The values of keys, fastest if these are in order; null for one that is not there. May be
   * called by several threads while the transaction's own waits.
   */
  @Nullable List<?>[] valuesOf(Object[] keys);

  /** Gives {@code action} all entries, in order. */
  void forEachEntry(BiConsumer<Object, List<?>> action);

  /** Lets {@code observer} be told what changes from now on, in place of the one before. */
  void observe(Observer observer);
}
