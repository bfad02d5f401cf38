/**
 * The cost of following the tables of a PostgreSQL, measured beside a reader of the same stream.
 */
@NullMarked
package io.skipruntime.benchmarks.postgres;

import org.jspecify.annotations.NullMarked;
