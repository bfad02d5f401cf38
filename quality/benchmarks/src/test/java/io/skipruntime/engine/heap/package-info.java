/** Micro-benchmarks of what is inside this package. */
@NullMarked
package io.skipruntime.engine.heap;

import org.jspecify.annotations.NullMarked;
