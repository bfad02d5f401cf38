/** The cost of keeping a service's data, measured beside a log that is written by hand. */
@NullMarked
package io.skipruntime.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
