package io.skipruntime.server;

import io.skipruntime.engine.ServiceInstance;
import java.time.InstantSource;

/**
 * What all event streams of a server share.
 *
 * @param service the service
 * @param feeds encodes events
 * @param streams knows all streams
 * @param metrics counts
 * @param threads runs what may block
 * @param tracing makes spans for what runs
 * @param heartbeatMillis time between heartbeats
 * @param writeStallMillis how long a socket may take nothing
 */
record StreamEnvironment(
    ServiceInstance service,
    EventFeeds feeds,
    OpenStreams streams,
    Metrics metrics,
    RequestThreads threads,
    Tracing tracing,
    long heartbeatMillis,
    long writeStallMillis) {

  /** Tells when permissions expire. */
  InstantSource clock() {
    return service.clock();
  }

  /** Ends what was opened for a time that is over. */
  void endWhatIsOver() {
    service.endWhatIsOver();
  }
}
