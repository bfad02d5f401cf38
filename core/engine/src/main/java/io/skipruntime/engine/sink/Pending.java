package io.skipruntime.engine.sink;

import io.skipruntime.Entry;
import io.skipruntime.SinkPosition;

/** The changes that a target lacks: what one look at the contents of its resource finds. */
public sealed interface Pending {

  /**
   * The target lacks nothing.
   *
   * @param position a position at which it lacks nothing either, so that the next look need not go
   *     through what came and went again
   */
  record Nothing(SinkPosition position) implements Pending {}

  /**
   * The target lacks some entries.
   *
   * @param isResync whether the entries are all that there is, as it is not known what has changed
   * @param position the position after them
   * @param entries the entries in the order of their keys
   */
  record Entries(boolean isResync, SinkPosition position, Iterable<Entry<Object, Object>> entries)
      implements Pending {}

  /**
   * The resource has failed and has no contents until it recovers.
   *
   * @param reason why
   */
  record Failed(String reason) implements Pending {}

  /** The contents are not followed any more: open them again. */
  record Ended() implements Pending {}
}
