/** Tests of the measurements of topics. */
@NullMarked
package io.skipruntime.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
