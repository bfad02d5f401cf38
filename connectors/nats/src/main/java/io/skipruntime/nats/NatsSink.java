package io.skipruntime.nats;

import io.skipruntime.Sink;
import io.skipruntime.SinkException;

/**
 * A sink that keeps a key-value bucket of NATS equal to a resource: each key has its value as JSON,
 * and a key that is gone is deleted. The header {@code Skip-Position} of a change says which state
 * it is of.
 *
 * <ul>
 *   <li>A batch is acknowledged when the server has all its changes. NATS has no transactions of
 *       several keys, so readers may see the changes of one commit one after the other, and those
 *       of a batch that was cut off again.
 *   <li>The position is in the bucket, as the deletion of the key {@code _skip/position}, after the
 *       changes of each batch. A bucket without it is given everything.
 *   <li>A process that starts takes the bucket over. The server refuses what one writes that was
 *       replaced, and its sink stops.
 *   <li>A resync reads the bucket, and writes what differs.
 *   <li>A key that NATS does not take (it has letters, digits and {@code -/_=.}, and no full stop
 *       at either end), a key with several values, and a value that is larger than server or bucket
 *       take are listed as refused, and so is the key of the position. Such a key has no value in
 *       the bucket.
 * </ul>
 *
 * <p>Nothing else writes to the bucket. Immutable, {@code with…} gives a sink that differs in one
 * thing; for any number of services, of which each has buckets of its own.
 */
public final class NatsSink implements Sink {

  private final NatsOptions options;
  private final String bucket;
  private final int replicas;

  private NatsSink(NatsOptions options, String bucket, int replicas) {
    this.options = options;
    this.bucket = bucket;
    this.replicas = replicas;
  }

  /**
   * A sink of a bucket that exists.
   *
   * @throws IllegalArgumentException if it is no name of a bucket
   */
  public static NatsSink of(NatsOptions options, String bucket) {
    return new NatsSink(options, BucketTable.of(bucket).bucket(), 0);
  }

  /**
   * With a bucket that is made if it is not there.
   *
   * @param replicas how many servers have it
   * @throws IllegalArgumentException if that is not from 1 to 5
   */
  public NatsSink creatingBucket(int replicas) {
    if (replicas < 1 || replicas > 5) {
      throw new IllegalArgumentException("a bucket has from 1 to 5 replicas, not " + replicas);
    }
    return new NatsSink(options, bucket, replicas);
  }

  @Override
  public Connection connect(Context context) throws SinkException, InterruptedException {
    return SinkConnection.open(options, bucket, replicas, context);
  }

  /** The bucket, without the options of the client. */
  @Override
  public String toString() {
    return "NatsSink[" + bucket + "]";
  }
}
