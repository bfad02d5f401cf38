package io.skipruntime.redis;

import io.skipruntime.SinkException;
import io.skipruntime.client.feed.SourceException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The meaning of what Redis answers and of what its client throws: whether it may pass, and what is
 * to be done; for a status, without what is secret. Immutable.
 */
final class RedisFailures {

  private static final int MAX_LENGTH = 400;

  private final Optional<String> password;

  RedisFailures(RedisOptions options) {
    this.password = options.password().filter(each -> !each.isEmpty());
  }

  /** The failure of reading a stream, as a source's status tells it. */
  SourceException ofSource(JedisException failure, String stream) {
    String message = message(failure);
    if (isOfTrust(failure)) {
      return SourceException.lasting("TLS with Redis fails: " + message);
    }
    if (failure instanceof JedisConnectionException) {
      return SourceException.passing("Redis cannot be reached: " + message);
    }
    if (message.startsWith("WRONGTYPE")) {
      return SourceException.lasting("the key %s is no stream: %s".formatted(stream, message));
    }
    if (message.startsWith("NOPERM")) {
      return SourceException.lasting(
          message
              + "; a source needs these rights: ACL SETUSER … ~%s +multi +exec +xinfo|stream +xrange +xread +client|setname +select"
                  .formatted(stream));
    }
    if (isOfCredentials(message)) {
      return SourceException.lasting("Redis refuses the credentials: " + message);
    }
    return SourceException.passing("Redis: " + message);
  }

  /** The failure of writing to a target, as a sink's status tells it. It may pass in each case. */
  SinkException ofSink(JedisException failure, String target) {
    String message = message(failure);
    if (failure instanceof JedisConnectionException) {
      return SinkException.passing("Redis cannot be reached: " + message);
    }
    if (message.startsWith("NOPERM")) {
      return SinkException.passing(
          message
              + "; a sink needs these rights: ACL SETUSER … ~%s ~%s:* +multi +exec +watch +type +hmget +hset +hdel +unlink +rename +persist +pexpire +xadd +xrange +client|setname +select"
                  .formatted(target, target));
    }
    if (isOfCredentials(message)) {
      return SinkException.passing("Redis refuses the credentials: " + message);
    }
    return SinkException.passing("Redis: " + message);
  }

  private static boolean isOfTrust(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause instanceof SSLHandshakeException
        || (cause != null && cause != failure && isOfTrust(cause));
  }

  private static boolean isOfCredentials(String message) {
    return message.startsWith("WRONGPASS")
        || message.startsWith("NOAUTH")
        || message.contains("AUTH <password>");
  }

  /** What a failure says and why, in one line and without secrets. */
  String message(Throwable failure) {
    String message = SourceException.messageOf(failure);
    Throwable cause = failure.getCause();
    if (cause != null && cause != failure) {
      message += ": " + SourceException.messageOf(cause);
    }
    if (password.isPresent()) {
      message = message.replace(password.get(), "***");
    }
    message = message.replaceAll("\\s+", " ").strip();
    return message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) + "…" : message;
  }
}
