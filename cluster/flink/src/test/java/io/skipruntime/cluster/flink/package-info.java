/** Tests of the job of Flink. */
@NullMarked
package io.skipruntime.cluster.flink;

import org.jspecify.annotations.NullMarked;
