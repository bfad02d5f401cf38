package io.skipruntime.benchmarks.http;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;

/**
 * A process with a server for many subscribers, which talks as {@link MeasuredServer} does. Its
 * instances stay open until they are followed.
 */
final class CrowdedServer {

  private static final long LONG_MILLIS = 3_600_000;
  private static final int MOST = 2_000_000;

  private CrowdedServer() {}

  /** Takes the number of entries. */
  public static void main(String[] arguments) throws IOException {
    EngineOptions engine =
        EngineOptions.defaults()
            .withIdleMillis(LONG_MILLIS)
            .withMaxStreams(MOST)
            .withMaxInstances(MOST);
    LimitOptions limits =
        LimitOptions.defaults()
            .withMaxConnections(MOST)
            .withMaxConnectionsPerAddress(MOST)
            .withKeepAliveMillis(LONG_MILLIS)
            .withMaxStreamsPerConnection(MOST);
    ServerOptions options = MeasuredServer.options().withEngine(engine).withLimits(limits);
    try (SkipServer server =
        SkipServer.start(new Increments(Integer.parseInt(arguments[0])), options)) {
      MeasuredServer.answer(server.controlPort(), server.streamingPort(), () -> 0);
    }
  }
}
