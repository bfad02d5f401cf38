package io.skipruntime.server.stream;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.observe.Tracing;
import io.skipruntime.server.thread.RequestThreads;

/**
 * What all event streams of a server share.
 *
 * @param service the service
 * @param feeds encodes events
 * @param streams knows all streams
 * @param counters counts events
 * @param threads runs what may block
 * @param tracing makes spans for what runs
 * @param heartbeatMillis time between heartbeats
 * @param writeStallMillis how long a socket may take nothing
 */
public record StreamEnvironment(
    ServiceInstance service,
    EventFeeds feeds,
    OpenStreams streams,
    StreamCounters counters,
    RequestThreads threads,
    Tracing tracing,
    long heartbeatMillis,
    long writeStallMillis) {}
