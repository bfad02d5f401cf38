package io.skipruntime.client;

import io.skipruntime.client.feed.TimeLimits;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Options that say how a broker uses a service. Immutable.
 *
 * @param timeoutMillis how long a call may take until its answer is there completely
 * @param controlToken what the control listener wants to be shown, if it does
 * @param tlsContext what certificates are trusted, and shown; those of the JVM if empty
 */
public record BrokerOptions(
    long timeoutMillis, Optional<String> controlToken, Optional<SSLContext> tlsContext) {

  private static final long TIMEOUT_MILLIS = 10_000;

  /**
   * Checks the time; one of more than 24 days counts as 24 days.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public BrokerOptions {
    timeoutMillis = TimeLimits.option("timeoutMillis", timeoutMillis);
    controlToken.ifPresent(token -> Secrets.checked("the control token", token));
  }

  /** Calls take at most 10 seconds; no token; the JVM's certificates. */
  public static BrokerOptions defaults() {
    return new BrokerOptions(TIMEOUT_MILLIS, Optional.empty(), Optional.empty());
  }

  /** These options, with calls that take at most that long. */
  public BrokerOptions withTimeoutMillis(long millis) {
    return new BrokerOptions(millis, controlToken, tlsContext);
  }

  /**
   * These options, with a token for the control listener, which {@link SecretFile#token} reads from
   * a file.
   *
   * @throws IllegalArgumentException if it is empty, or has a character that no token has
   */
  public BrokerOptions withControlToken(String token) {
    return new BrokerOptions(timeoutMillis, Optional.of(token), tlsContext);
  }

  /** These options, with certificates of one's own. */
  public BrokerOptions withTlsContext(SSLContext context) {
    return new BrokerOptions(timeoutMillis, controlToken, Optional.of(context));
  }

  /** Without the token, which is a secret. */
  @Override
  public String toString() {
    return "BrokerOptions[timeoutMillis="
        + timeoutMillis
        + (controlToken.isPresent() ? ", with a control token" : "")
        + (tlsContext.isPresent() ? ", with a TLS context" : "")
        + "]";
  }
}
