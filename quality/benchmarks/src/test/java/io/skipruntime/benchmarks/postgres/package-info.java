/** Tests of the readers of a PostgreSQL. */
@NullMarked
package io.skipruntime.benchmarks.postgres;

import org.jspecify.annotations.NullMarked;
