/** The workloads of the benchmarks on what a user would pick instead. */
@NullMarked
package io.skipruntime.benchmarks;

import org.jspecify.annotations.NullMarked;
