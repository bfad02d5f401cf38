package io.skipruntime;

import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * The status of an external source. One that is stale keeps the data it delivered last; it is live
 * again as soon as it delivers, or confirms, good data.
 *
 * @param service name of the external service
 * @param identifier name of the resource
 * @param params its parameters
 * @param state the state
 * @param since when the state began
 * @param lastDelivery when the source last delivered data that was accepted, or confirmed what it
 *     had delivered; empty if it never has
 * @param reason why the source is stale or failed, or has not loaded yet; empty if nothing is known
 *     to be wrong
 */
public record SourceStatus(
    String service,
    String identifier,
    Json params,
    State state,
    Instant since,
    Optional<Instant> lastDelivery,
    Optional<String> reason) {

  /** The states of a source. */
  public enum State {
    /** Subscribed, and no data has arrived yet. */
    LOADING,
    /** What it delivered is part of the service's state. */
    LIVE,
    /** It reported an error, or its last update was rejected: its data may be out of date. */
    STALE,
    /** It could not be subscribed, and there is no data. */
    FAILED
  }
}
