package io.skipruntime.spring;

import io.skipruntime.Entry;
import io.skipruntime.engine.Watermark;
import java.util.List;
import java.util.Optional;

/**
 * An input of the application's service. It is injected by the name of the field or parameter, or
 * by a {@link SkipName}; the types of the injection point must be those of the input. Thread-safe.
 *
 * <p>In a transaction of Spring that is synchronized, as {@code @Transactional} methods have it,
 * writes are collected: all of a transaction become one commit of the service after the database
 * has committed, and none if it rolls back. Reads do not show them before. Transactions that wrote
 * to the same rows commit here in the order of the database. Outside of a transaction a write is a
 * commit of its own, and shown when the call returns.
 *
 * <p>Where the service refuses a write, a call outside of a transaction throws what {@link
 * io.skipruntime.engine.ServiceInstance#update} does. In a transaction the refusal comes after the
 * database has committed: it is thrown to the caller of the transactional method, and the database
 * keeps what it has. Entries that do not fit the types of the input are refused by the call itself.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface SkipInput<K, V> {

  /** The name of the input. */
  String name();

  /**
   * Gives a key one value, in place of all it has.
   *
   * @return the version from which on reads show the write; empty if it waits for a transaction
   */
  default Optional<Watermark> put(K key, V value) {
    return patch(List.of(new Entry<>(key, List.of(value))));
  }

  /** Removes a key with all its values; returns as {@link #put} does. */
  default Optional<Watermark> delete(K key) {
    return patch(List.of(Entry.deleted(key)));
  }

  /**
   * Writes entries in one commit.
   *
   * @param entries new values by key, none to delete the key; of a key that is given twice the last
   *     counts
   * @return as {@link #put} does
   */
  Optional<Watermark> patch(List<Entry<K, V>> entries);

  /** The contents that were committed last, in key order. */
  List<Entry<K, V>> getAll();
}
