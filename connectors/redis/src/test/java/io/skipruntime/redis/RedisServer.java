package io.skipruntime.redis;

import io.skipruntime.connect.shared.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;

/** A Redis server that keeps each write, and takes at most a megabyte at once. For one thread. */
final class RedisServer extends ServerProcess {

  private RedisServer(List<String> settings) throws IOException {
    super("redis-server", settings);
  }

  /**
   * A server that is running.
   *
   * @param settings further arguments; {@code PORT} in one stands for its port
   */
  static RedisServer launch(String... settings) throws IOException {
    RedisServer server = new RedisServer(List.of(settings));
    server.launch();
    return server;
  }

  @Override
  protected List<String> arguments(int atPort, Path inDirectory) {
    String options =
        ("--port %d --bind 127.0.0.1 127.0.0.2 --appendonly yes --appendfsync always"
                + " --proto-max-bulk-len 1mb")
            .formatted(atPort);
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.addAll(List.of("--save", "", "--dir", inDirectory.toString()));
    return arguments;
  }

  @Override
  protected String readySign() {
    return "Ready to accept connections";
  }

  /** Options of sources and sinks that notice soon what changes. */
  RedisOptions options() {
    return RedisOptions.of(address()).withCheckMillis(50).withMaxRetryMillis(100);
  }

  /** A connection of the test's own, which it closes. */
  Jedis connect() {
    return new Jedis("127.0.0.1", port());
  }
}
