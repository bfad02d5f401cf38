package io.skipruntime.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * A stream: an identifier under which a resource instance is open, whether a subscriber follows it
 * or not. Immutable.
 *
 * @param identifier the identifier
 * @param resource name of the resource
 * @param params its parameters, of the resource's type
 * @param subscribers how many follow it
 * @param idleSince since when no one follows it; empty if somebody does
 * @param until when what permitted it is over; empty for never
 */
public record StreamDescription(
    String identifier,
    String resource,
    Object params,
    int subscribers,
    Optional<Instant> idleSince,
    Optional<Instant> until) {}
