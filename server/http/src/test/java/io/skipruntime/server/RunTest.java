package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A service in a process of its own. */
final class RunTest {

  private static final long TIMEOUT_SECONDS = 60;
  private static final int TERMINATED = 128 + 15;

  /** Runs the service; what it logs and the mistakes that it tells go where {@code errors} says. */
  private static Process run(ProcessBuilder.Redirect errors, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(GroupsService.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(errors).start();
  }

  @Test
  void terminate_endsStreamsAndProcess() throws Exception {
    Process process =
        run(ProcessBuilder.Redirect.DISCARD, "--control-port=0", "--streaming-port=0");
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("GroupsService is running");
      assertThat(output.readLine()).matches(" *control +http://127.0.0.1:\\d+");
      String streaming = output.readLine();
      int port = Integer.parseInt(streaming.substring(streaming.lastIndexOf(':') + 1));
      assertThat(output.readLine()).isEqualTo("  control-port = 0 (--control-port)");
      assertThat(output.readLine()).isEqualTo("  streaming-port = 0 (--streaming-port)");
      try (EventReader events = new EventReader(port, "/v1/resources/active_friends?params=0")) {
        assertThat(events.next().data()).isEqualTo("[[1001,[1]]]");
        process.toHandle().destroy();
        assertThat(events.block().get(0)).startsWith("retry: ");
        assertThat(events.block()).isEmpty();
      }
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
      assertThat(output.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void addressesOfIpv6_areInBrackets() {
    assertThat(SkipServer.authority("::1", 8081)).isEqualTo("[::1]:8081");
    assertThat(SkipServer.authority("[::1]", 8081)).isEqualTo("[::1]:8081");
    assertThat(SkipServer.authority("localhost", 8081)).isEqualTo("localhost:8081");
  }

  @Test
  void mistakeOnTheCommandLine_endsTheProcessAndSaysWhatIsMeant() throws Exception {
    Process process = run(ProcessBuilder.Redirect.PIPE, "--control-prot=0");
    try (BufferedReader output = process.errorReader()) {
      List<String> lines = output.lines().toList();
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(2);
      assertThat(lines)
          .containsExactly("--control-prot: there is no such option; did you mean --control-port?");
    }
  }

  @Test
  void serviceThatCannotStart_endsTheProcessAndSaysWhy() throws Exception {
    Process process =
        run(
            ProcessBuilder.Redirect.PIPE,
            "--host=0.0.0.0",
            "--control-port=0",
            "--streaming-port=0");
    try (BufferedReader output = process.errorReader()) {
      List<String> lines = output.lines().toList();
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(lines).hasSize(1);
      assertThat(lines.get(0)).startsWith("cannot start: ").contains("--allow-insecure-control");
    }
  }
}
