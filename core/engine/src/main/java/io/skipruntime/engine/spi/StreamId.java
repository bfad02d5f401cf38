package io.skipruntime.engine.spi;

/**
 * The name of a stream of an external service: the data up to a position of it is one cut through
 * all that the service delivers of that stream.
 *
 * @param service name of the external service
 * @param stream its own name for the stream
 */
public record StreamId(String service, String stream) {}
