package io.skipruntime.conformance;

import io.skipruntime.json.JsonArray;

/**
 * An event of a stream.
 *
 * @param isInitial whether the entries replace all that the subscriber has
 * @param entries {@code [[key,[value…]]…]}; in an update, {@code []} for a key that is gone
 * @param tick the commit after which the subscriber has these contents
 */
public record StreamEvent(boolean isInitial, JsonArray entries, long tick) {}
