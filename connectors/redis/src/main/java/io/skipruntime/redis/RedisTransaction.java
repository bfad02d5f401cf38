package io.skipruntime.redis;

import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Commands that the server runs as one, or not at all if a key that the connection watches was
 * changed. They are sent as they are added, and their answers are read when all are there. For one
 * thread, and for one run.
 */
final class RedisTransaction {

  private final Connection connection;
  private int sent;

  RedisTransaction(Connection connection) {
    this.connection = connection;
    connection.sendCommand(Command.MULTI);
    sent = 1;
  }

  /** Adds a command. */
  void add(Command command, byte[]... arguments) {
    connection.sendCommand(command, arguments);
    sent++;
  }

  /** Adds a command. */
  void add(Command command, List<byte[]> arguments) {
    add(command, arguments.toArray(byte[][]::new));
  }

  /**
   * Runs the commands.
   *
   * @return the answer of each, an exception where it is an error; empty if a watched key was
   *     changed, and nothing was run
   * @throws JedisDataException if the server does not take a command, and nothing was run
   */
  Optional<List<?>> run() {
    connection.sendCommand(Command.EXEC);
    Optional<JedisDataException> refusal = Optional.empty();
    for (int i = 0; i < sent; i++) {
      try {
        connection.getOne();
      } catch (JedisDataException e) { // the first says why, the others are read all the same
        refusal = refusal.isPresent() ? refusal : Optional.of(e);
      }
    }
    try {
      return Optional.ofNullable((List<?>) connection.getOne());
    } catch (JedisDataException e) {
      throw refusal.orElse(e);
    }
  }
}
