package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.options.UsageException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerOptionsTest {

  @Test
  void noArguments_areTheDefaults() {
    ServerOptions options = ServerOptions.parse();

    assertThat(options.controlHost()).isEqualTo("127.0.0.1");
    assertThat(options.streamingHost()).isEqualTo("127.0.0.1");
    assertThat(options.controlPort()).isEqualTo(8081);
    assertThat(options.streamingPort()).isEqualTo(8080);
    assertThat(options.engine().idleMillis()).isEqualTo(30_000);
  }

  @Test
  void arguments_areTaken() {
    ServerOptions options =
        ServerOptions.parse(
            "--host=0.0.0.0",
            "--control-host",
            "localhost",
            "--control-port",
            "1",
            "--streaming-port=2",
            "--idle-seconds",
            "5",
            "--cors-origin",
            "https://a.example",
            "--cors-origin",
            "https://b.example",
            "--allow-insecure-control");

    assertThat(options.controlHost()).isEqualTo("localhost");
    assertThat(options.streamingHost()).isEqualTo("0.0.0.0");
    assertThat(options.controlPort()).isEqualTo(1);
    assertThat(options.streamingPort()).isEqualTo(2);
    assertThat(options.engine().idleMillis()).isEqualTo(5_000);
    assertThat(options.corsOrigins())
        .containsExactlyInAnyOrder("https://a.example", "https://b.example");
    assertThat(options.allowInsecureControl()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--control-prot=1",
        "--control-port=many",
        "--control-port=70000",
        "--control-port",
        "--idle-seconds=0",
        "more"
      })
  void mistake_isNamed_withTheUsage(String argument) {
    assertThatThrownBy(() -> ServerOptions.parse(argument))
        .isInstanceOfSatisfying(
            UsageException.class,
            e -> {
              assertThat(e.getMessage()).isNotBlank();
              assertThat(e.usage()).contains("--streaming-port");
              assertThat(e.isHelp()).isFalse();
            });
  }

  @Test
  void help_isTheUsage() {
    assertThatThrownBy(() -> ServerOptions.parse("--help"))
        .isInstanceOfSatisfying(UsageException.class, e -> assertThat(e.isHelp()).isTrue());
  }

  @Test
  void controlOpenToOthers_mustBeAskedFor() {
    ServerOptions open = ServerOptions.defaults().withPorts(0, 0).withControlHost("0.0.0.0");

    assertThatThrownBy(() -> SkipServer.start(new GroupsService(), open))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("--allow-insecure-control");
    SkipServer.start(new GroupsService(), open.withAllowInsecureControl(true)).close();
  }

  @Test
  void portInUse_isNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      ServerOptions options = ServerOptions.defaults().withPorts(0, port);

      assertThatThrownBy(() -> SkipServer.start(new GroupsService(), options))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("--streaming-port");
    }
  }
}
