package io.skipruntime;

import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * How an external source is doing.
 *
 * @param service name of the external service
 * @param identifier name of the resource
 * @param params its parameters
 * @param state the state
 * @param since when the state began
 * @param reason why the source is stale or failed
 */
public record SourceStatus(
    String service,
    String identifier,
    Json params,
    State state,
    Instant since,
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
