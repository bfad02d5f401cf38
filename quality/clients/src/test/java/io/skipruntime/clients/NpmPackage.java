package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The package {@code clients/js}, with what npm has to install for it, and built. Where there is no
 * node, or npm cannot fetch the packages, tests that ask for it are skipped.
 */
final class NpmPackage {

  static final Path DIRECTORY = Path.of("../../clients/js");

  private static final long TIMEOUT_SECONDS = 180;

  /** Whether it was looked for. */
  private static boolean prepared;

  /** Why there is none, then; empty if there is one. */
  private static String missing = "";

  /** How a process ended, and what it printed. */
  record Result(boolean succeeded, String output) {}

  private NpmPackage() {}

  /** Installs and builds what is not yet; skips the test if that cannot be done here. */
  static synchronized void require() throws IOException, InterruptedException {
    if (!prepared) {
      prepared = true;
      missing = prepare();
    }
    assumeTrue(missing.isEmpty(), missing);
  }

  private static String prepare() throws IOException, InterruptedException {
    if (!run(DIRECTORY, "node", "--version").succeeded()) {
      return "node is not installed";
    }
    if (!run(DIRECTORY, "npm", "ls", "--silent").succeeded()) {
      Result installation =
          run(
              DIRECTORY,
              "npm",
              "install",
              "--no-package-lock",
              "--fetch-retries=1",
              "--no-audit",
              "--no-fund",
              "--silent");
      if (!installation.succeeded()) {
        return "npm could not install the packages: " + installation.output();
      }
    }
    Result build = run(DIRECTORY, "npm", "run", "--silent", "build");
    assertThat(build.succeeded()).as(build.output()).isTrue();
    return "";
  }

  /** Runs the compiler that the package is built with. */
  static Result compile(Path directory, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("node");
    command.add(DIRECTORY.resolve("node_modules/typescript/bin/tsc").toAbsolutePath().toString());
    command.addAll(arguments);
    return run(directory, command.toArray(new String[0]));
  }

  static Result run(Path directory, String... command) throws IOException, InterruptedException {
    return run(directory, Map.of(), command);
  }

  static Result run(Path directory, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("npm", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().putAll(environment);
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      return new Result(ended && process.exitValue() == 0, text);
    } catch (IOException e) {
      return new Result(false, String.valueOf(e.getMessage()));
    } finally {
      Files.delete(output);
    }
  }
}
