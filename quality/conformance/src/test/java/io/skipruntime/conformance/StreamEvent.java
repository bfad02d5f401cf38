package io.skipruntime.conformance;

import io.skipruntime.json.JsonArray;

/** An event of a stream. */
public sealed interface StreamEvent {

  /**
   * New contents.
   *
   * @param isInitial whether the entries replace all that the subscriber has
   * @param entries {@code [[key,[value…]]…]}; in an update, {@code []} for a key that is gone
   * @param tick the commit after which the subscriber has these contents
   */
  record Contents(boolean isInitial, JsonArray entries, long tick) implements StreamEvent {}

  /**
   * The resource instance has failed: it has no contents, until it has recovered.
   *
   * @param message says what failed
   */
  record Failure(String message) implements StreamEvent {}
}
