package io.skipruntime;

import java.util.Optional;

/**
 * The changes that a {@link Sink} is given at once. Immutable, and valid during the call it is
 * given to; may be used by any thread.
 */
public interface SinkBatch {

  /**
   * Whether the entries are all that there is, so that the target has to remove what it has
   * besides; else they are what has changed.
   */
  boolean isResync();

  /** The position that the target is at before; empty if that is not known, as in a resync. */
  Optional<SinkPosition> previous();

  /** The position that the target is at when it has this batch. */
  SinkPosition position();

  /**
   * The entries in the order of their keys, each key once: with its values as they are now, or
   * without values if the key is gone, which does not occur in a resync. They are of the types that
   * the resource has; {@link io.skipruntime.json.Json#from} makes JSON of them. They are read while
   * one goes through them, as often as wanted, so that nothing has to hold all of them.
   */
  Iterable<Entry<Object, Object>> entries();

  /**
   * Says that the target does not take an entry, and never will as it is. The sink goes on, its
   * status lists the key, and the key is delivered again when it changes.
   *
   * @param key the key, as {@link #entries} has it
   * @param why for people, without credentials
   */
  void refuse(Object key, String why);
}
