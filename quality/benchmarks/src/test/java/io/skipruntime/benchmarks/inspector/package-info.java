/** Tests of the measurements of the inspector. */
@NullMarked
package io.skipruntime.benchmarks.inspector;

import org.jspecify.annotations.NullMarked;
