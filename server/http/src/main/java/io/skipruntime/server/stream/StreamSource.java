package io.skipruntime.server.stream;

/**
 * What an event stream shows.
 *
 * @param identifier under which the resource instance is open
 * @param afterEnd what to do when the stream has ended; may block
 */
public record StreamSource(String identifier, Runnable afterEnd) {}
