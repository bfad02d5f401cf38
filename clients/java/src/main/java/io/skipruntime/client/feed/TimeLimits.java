package io.skipruntime.client.feed;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/**
 * The bounds of times that come from outside, be it an option or an answer: every one is bounded
 * where it enters, so that no sum of times overflows and no answer silences a client for days.
 */
public final class TimeLimits {

  /** The longest time that a client waits for anything: 24 days and some. */
  public static final long MAX_MILLIS = Integer.MAX_VALUE;

  /** The longest time that a server can keep a client waiting by {@code Retry-After}: an hour. */
  public static final long MAX_RETRY_AFTER_MILLIS = TimeUnit.HOURS.toMillis(1);

  private static final int MAX_SECONDS_DIGITS = 9;

  private TimeLimits() {}

  /** A time in milliseconds, not below 0 and not above {@link #MAX_MILLIS}. */
  public static long bounded(long millis) {
    return Math.clamp(millis, 0, MAX_MILLIS);
  }

  /**
   * The time of an option, bounded.
   *
   * @param name of the option, for the message
   * @throws IllegalArgumentException if it is less than a millisecond
   */
  public static long option(String name, long millis) {
    if (millis < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + millis);
    }
    return bounded(millis);
  }

  /**
   * The time that {@code Retry-After} asks for (RFC 9110, section 10.2.3: seconds or a date), in
   * milliseconds; 0 if the header is not there or says neither.
   */
  public static long retryAfterMillis(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .map(value -> retryAfterMillis(value.strip(), Clock.systemUTC()))
        .orElse(0L);
  }

  static long retryAfterMillis(String value, Clock clock) {
    if (!value.isEmpty() && value.chars().allMatch(each -> each >= '0' && each <= '9')) {
      return value.length() > MAX_SECONDS_DIGITS
          ? MAX_RETRY_AFTER_MILLIS
          : Math.min(TimeUnit.SECONDS.toMillis(Long.parseLong(value)), MAX_RETRY_AFTER_MILLIS);
    }
    try {
      Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
      return Math.clamp(until.toEpochMilli() - clock.millis(), 0, MAX_RETRY_AFTER_MILLIS);
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
