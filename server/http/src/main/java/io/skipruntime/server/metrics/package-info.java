/** The page of numbers that Prometheus reads. */
@NullMarked
package io.skipruntime.server.metrics;

import org.jspecify.annotations.NullMarked;
