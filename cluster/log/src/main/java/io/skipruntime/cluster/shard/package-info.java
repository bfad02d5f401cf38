/**
 * The shared graph of a service, computed by shards from a log: what decides which ticks count, and
 * a cluster of shards in one process.
 *
 * <p>{@link io.skipruntime.cluster.shard.ShardInputs} keeps the inputs, {@link
 * io.skipruntime.engine.shard.Shard} computes, {@link io.skipruntime.cluster.shard.Publisher}
 * decides which ticks take effect, and {@link io.skipruntime.cluster.shard.ContributionFormat} is
 * the form of what goes between processes. {@link io.skipruntime.cluster.shard.LocalCluster} runs
 * all of them on one thread.
 *
 * <p>Processes share two logs, {@link io.skipruntime.cluster.shard.ShardLogs}: that of commits, and
 * that of ticks, from which {@link io.skipruntime.cluster.shard.TickReader} reads what became of
 * each commit. {@link io.skipruntime.cluster.shard.LogStart} says which programs may use them.
 */
@NullMarked
package io.skipruntime.cluster.shard;

import org.jspecify.annotations.NullMarked;
