package io.skipruntime.examples.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class GroupsScenarioTest {

  private static final String SCENARIO =
      """
      the active friends of Bob in each group
        init   [[1001,[1]]]
      Carol becomes active
        update [[1001,[1,2]],[1002,[2]]]
      Alice becomes inactive
        update [[1001,[2]]]
      Eve becomes Bob's friend
        init   [[1001,[2,3]],[1002,[2]]]
      Bob and Eve make up group 1002
        update [[1002,[3]]]
      Bob loses his friends
        init   []
      Carol becomes Bob's friend
        init   [[1001,[2]]]
      """;

  private final SkipServer server =
      SkipServer.start(new GroupsService(), ServerOptions.defaults().withPorts(0, 0));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void client_printsWhatHappensAndTheEvents_asOftenAsItIsRun() {
    assertThat(played()).isEqualTo(SCENARIO);
    assertThat(played()).isEqualTo(SCENARIO);
  }

  private String played() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GroupsClient.play(
        Entrypoint.local(server.streamingPort(), server.controlPort()),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void command_findsTheServiceByItsPorts_orFails() {
    String control = String.valueOf(server.controlPort());
    String streaming = String.valueOf(server.streamingPort());
    CommandLine command = new CommandLine(new GroupsClientCommand());
    assertThat(command.execute("--control-port", control, "--streaming-port", streaming)).isZero();
    server.close();
    assertThat(command.execute("--control-port", control, "--streaming-port", streaming))
        .isEqualTo(1);
  }
}
