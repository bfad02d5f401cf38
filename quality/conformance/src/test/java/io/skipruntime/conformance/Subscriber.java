package io.skipruntime.conformance;

import java.util.List;
import java.util.Optional;

/** One subscriber of a stream, and the events it has been sent. */
public interface Subscriber {

  /** The next event that has arrived. */
  Optional<StreamEvent> poll();

  /**
   * The next event, waiting for it if need be.
   *
   * @throws AssertionError if none arrives within ten seconds
   */
  StreamEvent await();

  /** All further events of a stream that was closed, up to its end. */
  List<StreamEvent> rest();

  /** Leaves the stream, which stays open. */
  void leave();
}
