package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import java.util.List;
import java.util.Map;

/** A record of the log that shards follow. Immutable. */
public sealed interface ShardRecord {

  /**
   * A write, which takes effect as a whole or not at all.
   *
   * @param changes the entries that are written, by input, as {@link
   *     io.skipruntime.engine.shard.Plan#accept} gives them
   */
  record Write(Map<String, List<Entry<Object, Object>>> changes) implements ShardRecord {

    /** Copies the map. */
    public Write {
      changes = Map.copyOf(changes);
    }
  }

  /**
   * The taking back of all writes from a place on.
   *
   * @param from the place of the first, which was rejected
   */
  record Undo(long from) implements ShardRecord {}
}
