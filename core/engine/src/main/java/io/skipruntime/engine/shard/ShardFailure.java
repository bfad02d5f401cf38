package io.skipruntime.engine.shard;

import io.skipruntime.SkipException;

/**
 * The failure of a shard's tick: a function failed, so nothing of the tick took effect there.
 *
 * @param level the level of the shard
 * @param reason why; a {@link io.skipruntime.ComputationException} names the function and the key
 */
public record ShardFailure(int level, SkipException reason) {}
