package io.skipruntime.jdbc;

import io.skipruntime.client.feed.TimeLimits;

/**
 * The times of a {@link JdbcService}, in milliseconds. Immutable.
 *
 * @param intervalMillis from the end of one poll to the next
 * @param timeoutMillis for how long the database may give no sign of life, be it a connection, an
 *     answer or a row
 * @param maxRetryMillis between attempts, at most, while polls fail; the time begins with a second,
 *     or the interval if that is shorter, and doubles
 */
public record JdbcOptions(long intervalMillis, long timeoutMillis, long maxRetryMillis) {

  /** Bounds the times. */
  public JdbcOptions {
    intervalMillis = TimeLimits.option("intervalMillis", intervalMillis);
    timeoutMillis = TimeLimits.option("timeoutMillis", timeoutMillis);
    maxRetryMillis = TimeLimits.option("maxRetryMillis", maxRetryMillis);
  }

  /** A poll every 5 seconds, a time-out of 30 seconds, and attempts at least every minute. */
  public static JdbcOptions defaults() {
    return new JdbcOptions(5_000, 30_000, 60_000);
  }

  /** With another time between polls. */
  public JdbcOptions withIntervalMillis(long millis) {
    return new JdbcOptions(millis, timeoutMillis, maxRetryMillis);
  }

  /** With another time-out. */
  public JdbcOptions withTimeoutMillis(long millis) {
    return new JdbcOptions(intervalMillis, millis, maxRetryMillis);
  }

  /** With another limit of the time between attempts. */
  public JdbcOptions withMaxRetryMillis(long millis) {
    return new JdbcOptions(intervalMillis, timeoutMillis, millis);
  }
}
