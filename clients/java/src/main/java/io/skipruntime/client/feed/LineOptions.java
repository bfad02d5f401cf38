package io.skipruntime.client.feed;

import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The options of the line between a source or a sink and its server. Immutable; each {@code with…}
 * refuses a time of less than a millisecond, and bounds one as {@link TimeLimits#option} does.
 *
 * @param tls whom the line trusts, and the certificate that it shows; empty where it has no TLS
 * @param timeoutMillis the limit of the time that connecting or an answer takes
 * @param checkMillis the time from one look at the server to the next while nothing comes
 * @param maxRetryMillis the limit of the time between attempts of a source
 */
public record LineOptions(
    Optional<SSLContext> tls, long timeoutMillis, long checkMillis, long maxRetryMillis) {

  private static final long CHECK_MILLIS = 1_000;
  private static final long MAX_RETRY_MILLIS = 30_000;

  /** A line without TLS that is looked at each second and tried again within 30 seconds. */
  public static LineOptions withTimeLimit(long timeoutMillis) {
    return new LineOptions(Optional.empty(), timeoutMillis, CHECK_MILLIS, MAX_RETRY_MILLIS);
  }

  /** With TLS, for servers whose certificates the JVM trusts. */
  public LineOptions withTls() {
    try {
      return withTls(SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("the JVM's default for TLS cannot be used", e);
    }
  }

  /** With TLS. */
  public LineOptions withTls(SSLContext context) {
    return new LineOptions(Optional.of(context), timeoutMillis, checkMillis, maxRetryMillis);
  }

  /** With another {@link #timeoutMillis}. */
  public LineOptions withTimeoutMillis(long millis) {
    return new LineOptions(
        tls, TimeLimits.option("timeoutMillis", millis), checkMillis, maxRetryMillis);
  }

  /** With another {@link #checkMillis}. */
  public LineOptions withCheckMillis(long millis) {
    return new LineOptions(
        tls, timeoutMillis, TimeLimits.option("checkMillis", millis), maxRetryMillis);
  }

  /** With another {@link #maxRetryMillis}. */
  public LineOptions withMaxRetryMillis(long millis) {
    return new LineOptions(
        tls, timeoutMillis, checkMillis, TimeLimits.option("maxRetryMillis", millis));
  }
}
