package io.skipruntime.redis;

import io.skipruntime.connect.shared.RunningServer;
import io.skipruntime.testkit.adapter.SinkContract;
import io.skipruntime.testkit.adapter.TestedSink;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of a sink, kept by a hash. */
final class HashSinkContractTest extends SinkContract {

  @RegisterExtension
  static final RunningServer<RedisServer> server = new RunningServer<>(RedisServer::launch);

  @Override
  protected TestedSink open() {
    return new Target(server.get(), false);
  }
}
