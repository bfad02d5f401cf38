package io.skipruntime.conformance;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.util.List;

/**
 * A running service as its clients see it. Entries are JSON as in the protocol: {@code
 * [[key,[value…]]…]}. Used by one thread.
 */
public interface Driver extends AutoCloseable {

  /**
   * Writes to one or several inputs in one commit.
   *
   * @throws FailedComputationException if a function failed, so that nothing was written
   */
  void write(List<Write> writes);

  /**
   * The contents of a resource.
   *
   * @throws FailedComputationException if the resource fails
   */
  JsonArray snapshot(String resource, Json params);

  /**
   * The values of one key of a resource.
   *
   * @throws FailedComputationException if the resource fails
   */
  JsonArray lookup(String resource, Json params, Json key);

  /**
   * Opens a stream, with no subscriber yet.
   *
   * @throws FailedComputationException if the resource fails
   */
  Stream open(String resource, Json params);

  /** Has everything collected that is idle, and says whether it could. */
  boolean collectIdle();

  @Override
  void close();

  /** A stream that was opened. */
  interface Stream {

    /** Adds a subscriber. */
    Subscriber subscribe();

    /** Closes the stream; its subscribers get what they have not been given yet, and no more. */
    void close();
  }
}
