package io.skipruntime.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * JavaScript programs and the packages that they need, in a directory of their own. Tests are
 * skipped where there is no node, or npm cannot fetch the packages.
 */
public final class NodeProject {

  private static final long TIMEOUT_SECONDS = 120;

  /**
   * How a process ended, and what it printed.
   *
   * @param succeeded whether its status was 0
   */
  public record Result(boolean succeeded, String output) {}

  private final Path source;
  private final Path installed;

  /** The programs of a directory of this module, by its name. */
  public NodeProject(String name) {
    source = Path.of(name);
    installed = Path.of("target", name);
  }

  /** Installs the packages, unless that was done. */
  public void install() throws IOException, InterruptedException {
    assumeTrue(
        run(Path.of("."), List.of("node", "--version")).succeeded(), "node is not installed");
    Files.createDirectories(installed);
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, installed.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!run(installed, List.of("npm", "ls", "--silent")).succeeded()) {
      Result installation =
          run(
              installed,
              List.of(
                  "npm",
                  "install",
                  "--no-package-lock",
                  "--fetch-retries=1",
                  "--no-audit",
                  "--no-fund",
                  "--silent"));
      assumeTrue(
          installation.succeeded(), "npm could not install the packages: " + installation.output());
    }
  }

  /** Runs a program to its end. */
  public Result run(String program, Object... arguments) throws IOException, InterruptedException {
    return run(installed, command(program, arguments));
  }

  /** Starts a program; the caller ends it. What it prints goes nowhere. */
  public Process start(String program, Object... arguments) throws IOException {
    return new ProcessBuilder(command(program, arguments))
        .directory(installed.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<String> command(String program, Object... arguments) {
    List<String> command = new ArrayList<>(List.of("node", program));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  private static Result run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("node", ".txt");
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
