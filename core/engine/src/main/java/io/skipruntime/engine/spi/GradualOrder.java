package io.skipruntime.engine.spi;

import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The order in which entries come in that nodes are filled with in steps: group after group.
 * Immutable; the functions are pure values, as those of operators are.
 *
 * @param group makes what the entries of one group have in common, a key
 * @param rank makes what the entries of a group come in by, the least first; empty if the entries
 *     of a group come in together, in one step, however many there are
 * @param <K> type of the keys
 * @param <V> type of the values; of several values of a key, the first counts
 */
public record GradualOrder<K, V>(
    BiFunction<? super K, ? super V, ?> group,
    Optional<? extends BiFunction<? super K, ? super V, ?>> rank) {}
