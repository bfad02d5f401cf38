package io.skipruntime.redis;

import io.skipruntime.client.feed.LineOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection to the server, which sends commands and gives their answers as they are: texts as
 * bytes, numbers as {@code Long}, lists of these, null for what is not there. An answer that is an
 * error is thrown as {@code JedisDataException}, any failure as {@link JedisException}. For one
 * thread.
 */
final class RedisConnection implements AutoCloseable {

  private final Connection connection;

  private RedisConnection(Connection connection) {
    this.connection = connection;
  }

  /** Connects, which takes no longer than the time limit of the options for each step of it. */
  static RedisConnection open(RedisOptions options) {
    LineOptions line = options.line();
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .timeoutMillis((int) line.timeoutMillis()) // which is bounded
            .blockingSocketTimeoutMillis(
                (int) Math.min(Integer.MAX_VALUE, line.timeoutMillis() + line.checkMillis()))
            .database(options.database())
            .clientName("skip")
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
    options.user().ifPresent(config::user);
    options.password().ifPresent(config::password);
    line.tls()
        .ifPresent(context -> {
          SSLParameters parameters = new SSLParameters();
          parameters.setEndpointIdentificationAlgorithm("HTTPS");
          config.ssl(true).sslSocketFactory(context.getSocketFactory()).sslParameters(parameters);
        });
    return new RedisConnection(
        new Connection(new HostAndPort(options.host(), options.port()), config.build()));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The text of an answer. */
  static String text(Object answer) {
    return answer instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(answer);
  }

  /** An answer that is a list; without elements if there is none. */
  static List<?> list(@Nullable Object answer) {
    return answer instanceof List<?> list ? list : List.of();
  }

  @Nullable Object call(Command command, byte[]... arguments) {
    connection.sendCommand(command, arguments);
    return connection.getOne();
  }

  @Nullable Object call(Command command, List<byte[]> arguments) {
    return call(command, arguments.toArray(byte[][]::new));
  }

  /** Sends a command that waits for something, for the {@code checkMillis} of the options. */
  @Nullable Object await(Command command, byte[]... arguments) {
    connection.setTimeoutInfinite();
    try {
      return call(command, arguments);
    } finally {
      if (!connection.isBroken()) {
        connection.rollbackTimeout();
      }
    }
  }

  /** Begins a transaction, of which nothing is sent before it is run. */
  RedisTransaction begin() {
    return new RedisTransaction(connection);
  }

  /** The arguments of a command, beginning with a key. */
  static List<byte[]> arguments(String key) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(key));
    return arguments;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (JedisException e) {
      System.getLogger(RedisConnection.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection does not close", e);
    }
  }
}
