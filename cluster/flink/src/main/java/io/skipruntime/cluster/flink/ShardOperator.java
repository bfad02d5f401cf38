package io.skipruntime.cluster.flink;

import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/**
 * An operator with an instance for each shard, which sends to the shards of other levels and to the
 * publisher. Its main output has nothing: all goes to side outputs, {@link Edges#to}.
 */
abstract class ShardOperator<I> extends AbstractStreamOperator<Tuple3<Integer, Long, byte[]>>
    implements OneInputStreamOperator<I, Tuple3<Integer, Long, byte[]>> {

  private static final long serialVersionUID = 1;

  /** The service that the job computes. */
  final JobService service;

  ShardOperator(JobService service) {
    this.service = service;
  }

  /** Which of the shards this one is. */
  final int index() {
    return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
  }

  /** How many shards there are at present. */
  final int shards() {
    return getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
  }

  final Outbox outbox() {
    return new Outbox(output);
  }
}
