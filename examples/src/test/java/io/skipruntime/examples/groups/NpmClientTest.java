package io.skipruntime.examples.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.server.ServerOptions;
import io.skipruntime.server.SkipServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The clients that JavaScript programs use work unchanged: {@code npm-check/scenario.mjs} passes.
 * Where there is no node, or npm cannot fetch the packages, the test is skipped.
 */
class NpmClientTest {

  private static final Path SOURCE = Path.of("npm-check");
  private static final Path INSTALLED = Path.of("target", "npm-check");
  private static final long TIMEOUT_SECONDS = 120;

  /** How a process ended, and what it printed. */
  private record Result(boolean succeeded, String output) {}

  @Test
  void npmClient_seesTheScenario() throws IOException, InterruptedException {
    assumeTrue(run(Path.of("."), "node", "--version").succeeded(), "node is not installed");
    Result installation = install();
    assumeTrue(
        installation.succeeded(), "npm could not install the packages: " + installation.output());
    try (SkipServer server =
        SkipServer.start(new GroupsService(), ServerOptions.defaults().withPorts(0, 0))) {
      Result scenario =
          run(
              INSTALLED,
              "node",
              "scenario.mjs",
              String.valueOf(server.controlPort()),
              String.valueOf(server.streamingPort()));
      assertThat(scenario.output()).endsWith("as expected\n");
      assertThat(scenario.succeeded()).isTrue();
    }
  }

  private static Result install() throws IOException, InterruptedException {
    Files.createDirectories(INSTALLED);
    for (String file : List.of("package.json", "scenario.mjs")) {
      Files.copy(
          SOURCE.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (run(INSTALLED, "npm", "ls", "--silent").succeeded()) {
      return new Result(true, "installed before");
    }
    return run(
        INSTALLED,
        "npm",
        "install",
        "--no-package-lock",
        "--fetch-retries=1",
        "--no-audit",
        "--no-fund",
        "--silent");
  }

  private static Result run(Path directory, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("npm-check", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      return new Result(ended && process.exitValue() == 0, text);
    } catch (IOException e) {
      return new Result(false, String.valueOf(e.getMessage()));
    } finally {
      Files.delete(output);
    }
  }
}
