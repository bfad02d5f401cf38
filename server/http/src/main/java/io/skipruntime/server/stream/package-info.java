/**
 * Event streams: the connections of subscribers, and the events that they are sent.
 *
 * <p>An {@link io.skipruntime.server.stream.EventStream} is one connection. When the engine has new
 * data, the {@code FanOut} of each event loop wakes its streams; each asks its subscription for
 * what it lacks, and {@code EventFeed} encodes that once for all that lack the same. {@code
 * EventSocket} gives the bytes to the host. {@link io.skipruntime.server.stream.OpenStreams} knows
 * all streams, and {@link io.skipruntime.server.stream.PartlySent} bounds the memory of those whose
 * clients have stopped to read.
 *
 * <p>A stream is opened by a thread that may wait; after that it belongs to the event loop of its
 * connection. Feeds and the lists of streams are shared by all threads.
 */
@NullMarked
package io.skipruntime.server.stream;

import org.jspecify.annotations.NullMarked;
