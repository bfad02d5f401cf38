package io.skipruntime.engine.spi;

/**
 * The answer to a command that was asked for under an idempotency key, as it is remembered for
 * those who ask again.
 *
 * @param call the call
 * @param sinceMillis when it was asked for first, in milliseconds since 1970
 * @param tick the commit that has what the command wrote; of a refusal, the one that it was decided
 *     from
 * @param end a result or a refusal; a failure is not remembered
 */
public record RememberedAnswer(CommandCall call, long sinceMillis, long tick, CommandEnd end) {}
