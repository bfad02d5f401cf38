package io.skipruntime.client.live;

import io.skipruntime.client.feed.TimeLimits;

/**
 * Options that say how a live collection keeps its connection.
 *
 * @param silenceMillis for how long nothing may come over a connection before it is given up and
 *     the collection is stale; the service is asked for a heartbeat every 3 seconds
 * @param unknownSilenceMillis the same over a connection to a service that does not say how often
 *     its heartbeats are, such as one in TypeScript: longer than the time between them
 * @param firstRetryMillis how long to wait after a first failure, less up to half of it at random;
 *     twice as long after each further one
 * @param maxRetryMillis how long to wait at most
 */
public record LiveOptions(
    long silenceMillis, long unknownSilenceMillis, long firstRetryMillis, long maxRetryMillis) {

  private static final long SILENCE_MILLIS = 10_000;

  /** Three of the heartbeats of a service that does not say how often they are. */
  private static final long UNKNOWN_SILENCE_MILLIS = 90_000;

  private static final long FIRST_RETRY_MILLIS = 200;
  private static final long MAX_RETRY_MILLIS = 10_000;

  /**
   * Checks the times; one of more than 24 days counts as 24 days.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public LiveOptions {
    silenceMillis = TimeLimits.option("silenceMillis", silenceMillis);
    unknownSilenceMillis = TimeLimits.option("unknownSilenceMillis", unknownSilenceMillis);
    firstRetryMillis = TimeLimits.option("firstRetryMillis", firstRetryMillis);
    maxRetryMillis = TimeLimits.option("maxRetryMillis", maxRetryMillis);
  }

  /**
   * Silence of 10 seconds, or of 90 seconds where the service does not say how often its heartbeats
   * are; retries after 200 milliseconds to 10 seconds.
   */
  public static LiveOptions defaults() {
    return new LiveOptions(
        SILENCE_MILLIS, UNKNOWN_SILENCE_MILLIS, FIRST_RETRY_MILLIS, MAX_RETRY_MILLIS);
  }

  /** These options, with another limit for silence, whatever the service says of its heartbeats. */
  public LiveOptions withSilenceMillis(long millis) {
    return new LiveOptions(millis, millis, firstRetryMillis, maxRetryMillis);
  }

  /** These options, with other waits between attempts. */
  public LiveOptions withRetryMillis(long first, long most) {
    return new LiveOptions(silenceMillis, unknownSilenceMillis, first, most);
  }
}
