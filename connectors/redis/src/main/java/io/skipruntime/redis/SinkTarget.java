package io.skipruntime.redis;

import io.skipruntime.SinkBatch;
import java.util.function.Consumer;

/** A target of a sink, as one of its connections writes to it. For one thread. */
interface SinkTarget {

  /**
   * Gets the batch ready, as far as it can be before its transaction, which does not run if the
   * target has been changed since.
   *
   * @return what adds the commands of the batch to the transaction
   */
  Consumer<RedisTransaction> prepare(SinkBatch batch);
}
