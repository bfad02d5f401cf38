/** Workloads that are done by the engine and by hand-written Java, and measured side by side. */
@NullMarked
package io.skipruntime.benchmarks;

import org.jspecify.annotations.NullMarked;
