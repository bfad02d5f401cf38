/**
 * Topics of Kafka as collections. {@link io.skipruntime.kafka.KafkaService} is the external
 * service, {@link io.skipruntime.kafka.TopicTable} and {@link io.skipruntime.kafka.TopicLog} are
 * what it makes of a topic, a {@link io.skipruntime.kafka.Format} reads keys and values.
 *
 * <p>A {@code TopicFeed} has one subscription, and what the service has of it; a {@code
 * TopicSession} is one connection of it, with a consumer of its own that belongs to no group. The
 * session gives records to {@code TopicContents}, which say what they change, and commits that with
 * the {@code TopicPosition} after it. A {@code TopicCheck} asks now and then how the topic is
 * doing.
 */
@NullMarked
package io.skipruntime.kafka;

import org.jspecify.annotations.NullMarked;
