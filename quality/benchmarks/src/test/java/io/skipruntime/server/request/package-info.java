/** Micro-benchmarks of what is inside this package. */
@NullMarked
package io.skipruntime.server.request;

import org.jspecify.annotations.NullMarked;
