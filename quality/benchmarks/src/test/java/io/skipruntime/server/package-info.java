/** Micro-benchmarks of what is inside this package. */
@NullMarked
package io.skipruntime.server;

import org.jspecify.annotations.NullMarked;
