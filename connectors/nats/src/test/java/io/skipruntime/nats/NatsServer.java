package io.skipruntime.nats;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.skipruntime.connect.shared.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A NATS server with JetStream. For one thread. */
final class NatsServer extends ServerProcess {

  private NatsServer(List<String> settings) throws IOException {
    super("nats-server", settings);
  }

  /**
   * A server that is running.
   *
   * @param settings further arguments; {@code PORT} in one stands for its port
   */
  static NatsServer launch(String... settings) throws IOException {
    NatsServer server = new NatsServer(List.of(settings));
    server.launch();
    return server;
  }

  @Override
  protected List<String> arguments(int atPort, Path inDirectory) {
    String data = inDirectory.resolve("data").toString();
    return List.of("-a", "127.0.0.1", "-p", Integer.toString(atPort), "-js", "-sd", data);
  }

  @Override
  protected String readySign() {
    return "Server is ready";
  }

  /** Options of sources and sinks that notice soon what changes. */
  NatsOptions options() {
    return NatsOptions.of(address()).withCheckMillis(50).withMaxRetryMillis(100);
  }

  /** Something that a test does with the server. */
  interface Action<T> {
    T run(Connection connection) throws Exception;
  }

  /** Does something over a connection of its own. */
  <T> T run(Action<T> action) throws Exception {
    return run(
        new Options.Builder()
            .server("nats://" + address())
            .connectionTimeout(Duration.ofSeconds(30)) // the machine may have much else to do
            .build(),
        action);
  }

  static <T> T run(Options options, Action<T> action) throws Exception {
    Connection connection = Nats.connect(options);
    try {
      return action.run(connection);
    } finally {
      connection.close();
    }
  }

  /** Deletes all buckets. */
  void clear() throws Exception {
    run(connection -> {
      for (String each : connection.keyValueManagement().getBucketNames()) {
        connection.keyValueManagement().delete(each);
      }
      return connection;
    });
  }
}
