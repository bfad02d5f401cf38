/**
 * The page {@code /metrics}, which Prometheus reads.
 *
 * <p>{@link io.skipruntime.server.metrics.Metrics} makes the page when it is asked for the first
 * time. {@code MetricsPage} has the numbers of the JVM by Micrometer and asks {@code
 * EngineNumbers} and {@code ServerNumbers} for those of the service each time that the page is
 * read; {@code Samples} collects them. So nothing is computed while nobody looks: all else counts
 * by adding to a counter in its own package.
 *
 * <p>A new number gets a line in one of the two, with a help text that says what is counted and in
 * which unit. The page is written by a thread that may wait; several may be written at a time.
 */
@NullMarked
package io.skipruntime.server.metrics;

import org.jspecify.annotations.NullMarked;
