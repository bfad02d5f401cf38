/** The measuring of programs that do the same work, each in a process of its own. */
@NullMarked
package io.skipruntime.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
