package io.skipruntime.nats;

import io.skipruntime.client.feed.TimeLimits;
import java.time.Duration;

/**
 * A key-value bucket as a table: keys are texts, values JSON, and a key that is deleted or purged
 * is gone. For a record type that the resource is used with its components are found among the
 * members of an object by name, where case and underscores do not count; members that the record
 * does not have do not count either.
 *
 * <p>A bucket with a time to live cannot be used, since NATS does not tell which keys expire.
 *
 * <p>Immutable; {@code with…} gives a resource that differs in one thing.
 */
public final class BucketTable {

  private static final long MARKERS_MILLIS = Duration.ofMinutes(30).toMillis();

  private final String bucket;
  private final long markersMillis;

  private BucketTable(String bucket, long markersMillis) {
    if (!bucket.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "the name of a bucket has letters, digits, - and _: " + bucket);
    }
    this.bucket = bucket;
    this.markersMillis = markersMillis;
  }

  /** The table of a bucket. */
  public static BucketTable of(String bucket) {
    return new BucketTable(bucket, MARKERS_MILLIS);
  }

  /**
   * With another time than 30 minutes, for which the bucket remembers deletions at least. A service
   * that was away for longer reads all again. It is how long {@code purgeDeletes} and {@code nats
   * kv compact} leave markers of deletions, which is 30 minutes unless they are told otherwise.
   */
  public BucketTable withMarkersKeptMillis(long millis) {
    return new BucketTable(bucket, TimeLimits.option("markersKeptMillis", millis));
  }

  String bucket() {
    return bucket;
  }

  long markersMillis() {
    return markersMillis;
  }
}
