package io.skipruntime.examples.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.examples.NodeProject;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * The clients that JavaScript programs use work unchanged: {@code npm-check/scenario.mjs} passes.
 */
class NpmClientTest {

  @Test
  void npmClient_seesTheScenario() throws IOException, InterruptedException {
    NodeProject programs = new NodeProject("npm-check");
    programs.install();
    try (SkipServer server =
        SkipServer.start(new GroupsService(), ServerOptions.defaults().withPorts(0, 0))) {
      NodeProject.Result scenario =
          programs.run("scenario.mjs", server.controlPort(), server.streamingPort());
      assertThat(scenario.output()).endsWith("as expected\n");
      assertThat(scenario.succeeded()).isTrue();
    }
  }
}
