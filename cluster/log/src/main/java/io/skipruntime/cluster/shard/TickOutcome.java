package io.skipruntime.cluster.shard;

import io.skipruntime.engine.shard.ShardFailure;
import io.skipruntime.engine.spi.RememberedAnswer;
import java.util.List;
import java.util.Optional;
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
   * @param answer the answer to the call of a command, which nodes remember
   */
  record Published(long tick, List<Change> changes, Optional<RememberedAnswer> answer)
      implements TickOutcome {

    /** Copies the list. */
    public Published {
      changes = List.copyOf(changes);
    }

    /** That of a tick without an answer to remember. */
    public Published(long tick, List<Change> changes) {
      this(tick, changes, Optional.empty());
    }
  }

  /**
   * The record is the run of a command that has no effect, since another write came after the tick
   * that it has read: the command is to run again.
   */
  record Overtaken(long tick) implements TickOutcome {}

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
