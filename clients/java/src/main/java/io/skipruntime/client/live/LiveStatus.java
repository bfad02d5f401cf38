package io.skipruntime.client.live;

import java.time.Instant;
import java.util.Optional;

/**
 * The status of a live collection.
 *
 * @param state whether its contents are those of the service
 * @param since from when on it has been in that state
 * @param reason why it is not live; empty if it is, or if nothing has gone wrong
 */
public record LiveStatus(State state, Instant since, Optional<String> reason) {

  /** The answer to the question whether contents are those of the service. */
  public enum State {
    /** There are no contents yet. */
    CONNECTING,
    /** The contents are those of the service, except for what is on its way. */
    LIVE,
    /** The contents are those that there were last; the collection tries to become live again. */
    STALE,
    /**
     * Nothing will change any more: the service refused, or the contents are of other types, before
     * there were any; or the service has withdrawn the permission.
     */
    FAILED,
    /** The collection was closed; its contents are those that there were last. */
    CLOSED
  }

  /** State, time and reason, in a line. */
  @Override
  public String toString() {
    return state + " since " + since + reason.map(": "::concat).orElse("");
  }
}
