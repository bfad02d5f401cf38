package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.clients.NpmPackage.Result;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.examples.auction.AuctionService;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The client works in Node, with the groups service: its own tests pass, and are not skipped. */
class NodeTest {

  private static final long HEARTBEAT_MILLIS = 500;
  private static final long HISTORY_MILLIS = 60_000;

  @Test
  void testsOfThePackage_pass() throws Exception {
    NpmPackage.require();
    Path directory = NpmPackage.DIRECTORY;
    Result build = NpmPackage.run(directory, "npm", "run", "--silent", "build:test");
    assertThat(build.succeeded()).as(build.output()).isTrue();
    ServerOptions options =
        ServerOptions.defaults().withPorts(0, 0).withHeartbeatMillis(HEARTBEAT_MILLIS);
    try (SkipServer server =
            SkipServer.start(
                new GroupsService(),
                options.withEngine(EngineOptions.defaults().withHistoryMillis(HISTORY_MILLIS)));
        SkipServer auction = SkipServer.start(new AuctionService(), options)) {
      Map<String, String> service =
          Map.of(
              "SKIP_AUCTION", "http://127.0.0.1:" + auction.streamingPort(),
              "SKIP_CONTROL", "http://127.0.0.1:" + server.controlPort(),
              "SKIP_STREAMING", "http://127.0.0.1:" + server.streamingPort());
      Result tests =
          NpmPackage.run(
              directory, service, "node", "--test", "--test-concurrency=1", "dist-test/");
      assertThat(tests.succeeded()).as(tests.output()).isTrue();
      assertThat(tests.output()).doesNotContain("# SKIP").containsPattern("pass [1-9][0-9]");
    }
  }
}
