package io.skipruntime.engine.spi;

import java.time.Duration;

/**
 * The calls of the async functions of one name. Counts are of this process.
 *
 * @param name the name of the functions
 * @param running how many calls go on now
 * @param queued how many wait for their turn
 * @param pausing how many wait to be tried again
 * @param begun how many attempts were begun
 * @param succeeded how many of them gave a result
 * @param failed how many of them failed, those that took too long among them
 * @param timedOut how many of them took too long
 * @param retried how often a failed attempt was followed by another, before the failure was shown
 * @param cancelled how many calls were given up, as their result was not needed any more
 * @param latency how long the attempts took that gave a result, all together
 * @param kept how many outcomes the service has
 */
public record AsyncStatistics(
    String name,
    long running,
    long queued,
    long pausing,
    long begun,
    long succeeded,
    long failed,
    long timedOut,
    long retried,
    long cancelled,
    Duration latency,
    long kept) {}
