package io.skipruntime.conformance;

import io.skipruntime.json.JsonArray;

/**
 * New values for keys of one input.
 *
 * @param collection name of the input
 * @param entries {@code [[key,[value…]]…]}, {@code []} to delete a key; of a key that is given
 *     twice the last counts
 */
public record Write(String collection, JsonArray entries) {}
