/**
 * Nodes of a cluster: processes that each run a whole service and carry out the commits of one log,
 * in its order. There is no leader: the log decides, and each node computes.
 */
@NullMarked
package io.skipruntime.cluster;

import org.jspecify.annotations.NullMarked;
