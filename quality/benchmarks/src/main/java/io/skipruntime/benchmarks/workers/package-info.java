/** What services in other languages cost, beside the npm packages of the reference. */
@NullMarked
package io.skipruntime.benchmarks.workers;

import org.jspecify.annotations.NullMarked;
