package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.engine.spi.Proposal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A record of the log that shards follow. Its place in the log is its tick. Immutable. {@link
 * ShardRecordFormat} is its form as bytes.
 */
public sealed interface ShardRecord {

  /**
   * The beginning of a log, which is its first record; at any other place it changes nothing.
   *
   * @param epoch identifies the history
   * @param version the author's word for the program; empty if there is none
   * @param plan the digest of the plan that the log is for
   * @param program the digest of the program's classes; empty if there is the author's word
   * @param data the initial data of the inputs, by input, as {@link
   *     io.skipruntime.engine.shard.Plan#initialData} gives them
   */
  record Beginning(
      String epoch,
      String version,
      String plan,
      String program,
      Map<String, List<Entry<Object, Object>>> data)
      implements ShardRecord {

    /** Copies the map. */
    public Beginning {
      data = Map.copyOf(data);
    }

    /** What the ticks of this log are computed of. */
    public TickOrigin origin() {
      return new TickOrigin(epoch, plan);
    }
  }

  /**
   * A write, which takes effect as a whole or not at all.
   *
   * @param node the node that has appended it
   * @param number its number among those of this node, not negative
   * @param millis when it was appended, in milliseconds since 1970
   * @param changes the entries that are written, by input, as {@link
   *     io.skipruntime.engine.shard.Plan#accept} gives them
   * @param run the run of a command whose writes these are; empty for a plain write
   */
  record Write(
      long node,
      long number,
      long millis,
      Map<String, List<Entry<Object, Object>>> changes,
      Optional<Proposal.CommandRun> run)
      implements ShardRecord {

    /** Copies the map. */
    public Write {
      changes = Map.copyOf(changes);
    }

    /** A plain write. */
    public Write(
        long node, long number, long millis, Map<String, List<Entry<Object, Object>>> changes) {
      this(node, number, millis, changes, Optional.empty());
    }

    /** The same without entries. */
    Write withoutEntries() {
      return new Write(node, number, millis, Map.of(), run);
    }
  }

  /**
   * The taking back of all writes from a place on.
   *
   * @param from the place of the first, which was rejected
   */
  record Undo(long from) implements ShardRecord {}
}
