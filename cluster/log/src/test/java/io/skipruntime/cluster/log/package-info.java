/** Tests of the logs of a cluster. */
@NullMarked
package io.skipruntime.cluster.log;

import org.jspecify.annotations.NullMarked;
