package io.skipruntime;

import io.skipruntime.json.Tuple;

/**
 * Two values as one, such as the keys of two rows that were joined. As a key it is in the order of
 * the first, then of the second; as JSON it is an array of both.
 *
 * @param first the first value
 * @param second the second value
 * @param <A> type of the first value
 * @param <B> type of the second value
 */
@Tuple
public record Pair<A, B>(A first, B second) {}
