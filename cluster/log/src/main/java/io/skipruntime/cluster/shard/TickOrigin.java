package io.skipruntime.cluster.shard;

/**
 * The origin of a tick, which is written with it: what its outcome was computed of.
 *
 * @param epoch identifies the history of the log of commits
 * @param plan the digest of the plan
 */
public record TickOrigin(String epoch, String plan) {}
