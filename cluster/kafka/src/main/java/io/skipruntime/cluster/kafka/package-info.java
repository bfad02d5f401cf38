/** The log of a cluster in a topic of Kafka. */
@NullMarked
package io.skipruntime.cluster.kafka;

import org.jspecify.annotations.NullMarked;
