package io.skipruntime.server.stream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A connection that follows streams, as people see it who look for slow ones. Immutable.
 *
 * @param streams what it follows
 * @param laggingSince since when its socket has not taken what there is for it; empty if it does
 * @param waitingBytes how many bytes of an event it still has to take
 */
public record ConnectionDescription(
    List<Position> streams, Optional<Instant> laggingSince, long waitingBytes) {

  /** Copies the list. */
  public ConnectionDescription {
    streams = List.copyOf(streams);
  }

  /**
   * The place up to which a stream was told.
   *
   * @param identifier the identifier of the stream
   * @param tick the tick of the last version that the client was told of
   */
  public record Position(String identifier, long tick) {}
}
