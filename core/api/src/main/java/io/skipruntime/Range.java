package io.skipruntime;

/**
 * A range of keys, both ends included; empty if {@code end} comes before {@code start}.
 *
 * @param start the least key of the range
 * @param end the greatest key of the range
 * @param <K> type of the keys
 */
public record Range<K>(K start, K end) {}
