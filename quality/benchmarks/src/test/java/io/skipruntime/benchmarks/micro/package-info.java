/** Micro-benchmarks that need nothing but what modules offer. */
@NullMarked
package io.skipruntime.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
