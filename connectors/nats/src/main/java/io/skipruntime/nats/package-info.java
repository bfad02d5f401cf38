/**
 * Buckets of NATS as collections, and buckets that follow resources. {@link
 * io.skipruntime.nats.NatsService} is the external service, {@link io.skipruntime.nats.BucketTable}
 * is what it makes of a key-value bucket, {@link io.skipruntime.nats.NatsSink} is the sink.
 *
 * <p>A {@code BucketFeed} has one subscription. It reads the changes of a bucket from a {@code
 * BucketMark} on, with a {@code BucketReader}, and commits the mark after them with what they
 * change.
 */
@NullMarked
package io.skipruntime.nats;

import org.jspecify.annotations.NullMarked;
