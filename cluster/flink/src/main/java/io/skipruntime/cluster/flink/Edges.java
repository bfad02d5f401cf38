package io.skipruntime.cluster.flink;

import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.util.OutputTag;

/** The types and outputs of all that goes from one operator of the job to another. */
final class Edges {

  /**
   * The type of what the source says of a tick, and of what that is for a group of keys: the kind
   * or the group's key, the tick, the last tick that is known to have taken effect, bytes.
   */
  static final TypeInformation<Tuple4<Integer, Long, Long, byte[]>> COMMIT =
      Types.TUPLE(Types.INT, Types.LONG, Types.LONG, Types.PRIMITIVE_ARRAY(Types.BYTE));

  /** The type of what shards send in a tick: the shard that it is for, the tick, bytes. */
  static final TypeInformation<Tuple3<Integer, Long, byte[]>> BATCH =
      Types.TUPLE(Types.INT, Types.LONG, Types.PRIMITIVE_ARRAY(Types.BYTE));

  /** The kind of a record of the log. */
  static final int RECORD = 0;

  /** The kind of a request to send all inputs, after a restart. */
  static final int ALL = 1;

  /** The kind of a request to send all inputs that the newest snapshot of the log has. */
  static final int SNAPSHOT = 2;

  /** The kind of a record of the log with which a snapshot of the inputs is to be begun. */
  static final int KEEP = 3;

  /** In place of a shard: the bytes are what a snapshot has besides the inputs. */
  static final int HEAD = -6;

  /**
   * The output to what writes snapshots: the shard, the tick that the snapshot is of, and some
   * entries of a group of keys, or no bytes behind the last of them.
   */
  static final OutputTag<Tuple3<Integer, Long, byte[]>> KEPT = new OutputTag<>("kept", BATCH);

  /** In place of a shard: the record is the run of a command that is overtaken. */
  static final int OVERTAKEN = -4;

  /** In place of a shard: the bytes are a record whose answer is to be remembered. */
  static final int ANSWER = -5;

  /** In place of a shard: the tick is that of a snapshot, for the publisher. */
  static final int START = -3;

  /** In place of a shard: the bytes are a failure, for the publisher. */
  static final int FAILURE = -1;

  /** In place of a shard: the bytes are those of a record that takes writes back. */
  static final int UNDO = -2;

  private Edges() {}

  /** The output to a level, or to the publisher, which is the level after the last. */
  static OutputTag<Tuple3<Integer, Long, byte[]>> to(int level) {
    return new OutputTag<>("to-" + level, BATCH);
  }

  /** The way to the shard that is named; what is for no shard goes to the first. */
  static final class ToShard implements Partitioner<Integer> {

    private static final long serialVersionUID = 1;

    @Override
    public int partition(Integer shard, int shards) {
      if (shard >= shards) {
        throw new IllegalStateException("shard " + shard + " of " + shards);
      }
      return Math.max(shard, 0);
    }
  }
}
