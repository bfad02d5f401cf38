/**
 * The shared graph of a service, computed by several shards: what is computed where, and the part
 * of one shard.
 *
 * <p>{@link io.skipruntime.engine.shard.Plan} cuts the nodes that {@code createGraph} describes
 * into levels, and says what goes from level to level. A {@link io.skipruntime.engine.shard.Shard}
 * computes one level of one shard in a graph of its own, of the same nodes as any other graph of
 * the engine. Who brings what a shard sends to the others, and when, is not said here: a {@link
 * io.skipruntime.engine.shard.Outlet} takes it. A shard is for one thread at a time.
 */
@NullMarked
package io.skipruntime.engine.shard;

import org.jspecify.annotations.NullMarked;
