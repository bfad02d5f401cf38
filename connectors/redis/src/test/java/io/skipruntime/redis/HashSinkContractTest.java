package io.skipruntime.redis;

import io.skipruntime.testkit.adapter.SinkContract;
import io.skipruntime.testkit.adapter.TestedSink;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a sink, kept by a hash. */
final class HashSinkContractTest extends SinkContract {

  private static RedisServer server;

  @BeforeAll
  static void start() throws IOException {
    server = RedisServer.launch();
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected TestedSink open() {
    return new Target(server, false);
  }
}
