package io.skipruntime.engine.spi;

/**
 * The time at which a service was at a tick.
 *
 * @param millis milliseconds since 1970
 * @param tick the tick
 */
public record ResumeMark(long millis, long tick) {}
