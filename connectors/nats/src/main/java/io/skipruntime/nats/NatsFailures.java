package io.skipruntime.nats;

import io.nats.client.AuthenticationException;
import io.nats.client.JetStreamApiException;
import io.skipruntime.SinkException;
import io.skipruntime.client.feed.SourceException;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * The meaning of what NATS answers and of what its client throws: whether it may pass, and what is
 * to be done; for a status, without what is secret. Immutable.
 */
final class NatsFailures {

  private static final int MAX_LENGTH = 400;

  private final Set<String> secrets;

  NatsFailures(NatsOptions options) {
    this.secrets = options.secrets();
  }

  /** The failure of reading a bucket, as a source's status tells it. */
  SourceException ofSource(Exception failure) {
    String message = message(failure);
    if (isOfCredentials(failure)) {
      return SourceException.lasting("NATS refuses the credentials: " + message);
    }
    if (isOfTrust(failure)) {
      return SourceException.lasting("TLS with NATS fails: " + message);
    }
    return SourceException.passing(
        (failure instanceof JetStreamApiException ? "NATS: " : "NATS cannot be reached: ")
            + message);
  }

  /** The failure of writing to a bucket, as a sink's status tells it. It may pass in each case. */
  SinkException ofSink(Exception failure) {
    return SinkException.passing(SourceException.messageOf(ofSource(failure)));
  }

  private static boolean isOfCredentials(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof AuthenticationException
        || (cause != null && cause != failure && isOfCredentials(cause));
  }

  private static boolean isOfTrust(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof SSLException
        || (cause != null && cause != failure && isOfTrust(cause));
  }

  private String message(Throwable failure) {
    String message = SourceException.messageOf(failure);
    Throwable cause = failure.getCause();
    if (cause != null && cause != failure) {
      message += ": " + SourceException.messageOf(cause);
    }
    for (String secret : secrets) {
      if (!secret.isEmpty()) {
        message = message.replace(secret, "***");
      }
    }
    message = message.replaceAll("\\s+", " ").strip();
    return message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) + "…" : message;
  }
}
