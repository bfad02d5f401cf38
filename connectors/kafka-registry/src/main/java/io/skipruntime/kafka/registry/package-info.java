/**
 * Formats of Kafka's records whose schemas are in a registry: Avro, Protobuf and JSON Schema.
 *
 * <p>{@link io.skipruntime.kafka.registry.SchemaRegistry} asks the registry and keeps what it
 * answered; {@link io.skipruntime.kafka.registry.RegistryFormat} is the {@link
 * io.skipruntime.kafka.Format} that topics and sinks are given. Of each kind of schema there is a
 * {@code Codec}, which is compiled from a schema's text.
 */
@NullMarked
package io.skipruntime.kafka.registry;

import org.jspecify.annotations.NullMarked;
