/** The cost of following and writing topics of Kafka, measured beside bare clients of Kafka. */
@NullMarked
package io.skipruntime.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
