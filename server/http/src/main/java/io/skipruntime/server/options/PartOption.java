package io.skipruntime.server.options;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An option of a part of the server's options.
 *
 * @param <P> the part
 * @param <T> its values
 * @param name as that of a {@code ServerOption}, and so are type and meaning
 * @param getter the value that the part has
 * @param setter the part with another value; throws {@link IllegalArgumentException} if that is not
 *     allowed
 */
record PartOption<P, T>(
    String name,
    OptionType<T> type,
    String meaning,
    Function<P, T> getter,
    BiFunction<P, T, P> setter) {}
