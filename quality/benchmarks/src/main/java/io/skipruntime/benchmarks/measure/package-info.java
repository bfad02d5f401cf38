/** How programs that do the same work are run and measured, each in a process of its own. */
@NullMarked
package io.skipruntime.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
