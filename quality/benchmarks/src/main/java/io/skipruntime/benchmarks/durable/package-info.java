/** What it costs that a service keeps its data, measured beside a log that is written by hand. */
@NullMarked
package io.skipruntime.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
