package io.skipruntime.engine.spi;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * The things that an order of commits may need of the engine that opens it.
 *
 * @param clock the engine's clock
 * @param waitMillis for how many milliseconds a proposal waits at most until it is carried out
 * @param initialData gives the initial data of the inputs, with keys and values as the engine has
 *     them, for an order that has no origin yet
 */
public record CommitOrderContext(
    InstantSource clock, long waitMillis, Supplier<List<JournalRecord.Change>> initialData) {}
