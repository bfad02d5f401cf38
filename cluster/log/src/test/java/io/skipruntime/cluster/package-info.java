/** Tests of nodes of a cluster. */
@NullMarked
package io.skipruntime.cluster;

import org.jspecify.annotations.NullMarked;
