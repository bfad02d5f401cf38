package io.skipruntime.engine.sink;

import io.skipruntime.SinkPosition;
import io.skipruntime.SinkStatus;
import java.util.Optional;

/** The contents of a resource instance that a sink follows. */
public interface FollowedContents {

  /**
   * Opens the instance, or finds it open, and keeps it open.
   *
   * @param listener is run after each commit that changed the contents, and at the end; it must not
   *     block
   * @throws RuntimeException if the instance cannot be opened now
   */
  void open(Runnable listener);

  /**
   * What a target lacks that is at a position.
   *
   * @param position empty if it is not known
   */
  Pending since(Optional<SinkPosition> position);

  /**
   * How many commits and keys a target lacks that is at a position, without their age. For any
   * thread.
   */
  SinkStatus.Lag lag(Optional<SinkPosition> position);

  /**
   * Remembers what is deleted from now on, for a target that is at a position; within a bound.
   *
   * @param position empty if nothing is to be remembered
   */
  void remember(Optional<SinkPosition> position);

  /**
   * Follows the contents no more.
   *
   * @param keepsInstance whether the instance stays open: for the next start of the service
   */
  void close(boolean keepsInstance);
}
