package io.skipruntime.cluster.shard;

import io.skipruntime.engine.shard.ShardFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of a tick, which is that of the record at its place. Immutable. */
public sealed interface TickOutcome {

  /** The place of the record. */
  long tick();

  /**
   * A key of a shared collection that has other values.
   *
   * @param collection the collection's place in the plan
   * @param values the values now; null if the key is gone
   */
  record Change(int collection, Object key, @Nullable List<?> values) {}

  /**
   * The tick took effect.
   *
   * @param changes what is different since the last one that did, each key once
   */
  record Published(long tick, List<Change> changes) implements TickOutcome {

    /** Copies the list. */
    public Published {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A function failed, and so the write has no effect. It is the write's own failure: all before it
   * have taken effect or are taken back.
   */
  record Rejected(long tick, ShardFailure failure) implements TickOutcome {}

  /**
   * The write has no effect, since one before it was rejected meanwhile: it is to be made again.
   */
  record Retry(long tick) implements TickOutcome {}

  /** The record took writes back: what there is now is what there was before a rejected write. */
  record Undone(long tick) implements TickOutcome {}
}
