package io.skipruntime.server.route;

import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.stream.StreamEnvironment;
import io.skipruntime.server.thread.Lanes;

/**
 * The parts of a server that the dispatchers of both listeners share.
 *
 * @param streams what event streams share
 * @param lanes the ways to the threads that may block
 * @param limits what clients may ask for
 * @param inHand answers requests whose threads do not come back
 */
public record SharedParts(
    StreamEnvironment streams, Lanes lanes, LimitOptions limits, RequestsInHand inHand) {}
