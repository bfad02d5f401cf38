/**
 * Streams of Redis as collections, and hashes and streams that follow resources. {@link
 * io.skipruntime.redis.RedisService} is the external service, {@link
 * io.skipruntime.redis.StreamTable} is what it makes of a stream, {@link
 * io.skipruntime.redis.RedisSink} is the sink.
 *
 * <p>A {@code StreamFeed} has one subscription. It takes a {@code StreamLook} after the other, each
 * of which is one transaction of the server: the records after a {@code StreamMark}, and the counts
 * by which lost records are noticed. The mark is committed with what the records change. A {@code
 * SinkConnection} writes a batch and its position in one {@code RedisTransaction}.
 */
@NullMarked
package io.skipruntime.redis;

import org.jspecify.annotations.NullMarked;
