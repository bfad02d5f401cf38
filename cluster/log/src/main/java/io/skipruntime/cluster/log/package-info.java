/** Logs of commits: the seam to what puts records in order and keeps them. */
@NullMarked
package io.skipruntime.cluster.log;

import org.jspecify.annotations.NullMarked;
