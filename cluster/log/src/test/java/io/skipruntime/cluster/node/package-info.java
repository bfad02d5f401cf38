/** Tests of nodes of a cluster. */
@NullMarked
package io.skipruntime.cluster.node;

import org.jspecify.annotations.NullMarked;
