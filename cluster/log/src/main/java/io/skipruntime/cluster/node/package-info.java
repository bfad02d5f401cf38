/**
 * The parts that nodes of both kinds have: those that compute the whole service, and those that
 * serve what shards compute. {@link io.skipruntime.cluster.node.LogFollower} is the life of their
 * threads.
 */
@NullMarked
package io.skipruntime.cluster.node;

import org.jspecify.annotations.NullMarked;
