package io.skipruntime.language.typescript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.TypesCommand;
import io.skipruntime.workers.WorkerLanguage;
import io.skipruntime.workers.WorkerOptions;
import io.skipruntime.workers.WorkerProgram;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The programs of the tests. Where there is no Node, or nothing that transforms TypeScript, tests
 * are skipped.
 */
final class Programs {

  private static final long PATIENCE_MILLIS = 60_000;

  private Programs() {}

  /** A program that runs; long frames are its own affair. */
  static WorkerProgram start(String name) {
    return start(name, options -> options);
  }

  static WorkerProgram start(String name, UnaryOperator<WorkerOptions> change) {
    return start(file(name), change, ServerOptions.defaults().withPorts(0, 0));
  }

  static WorkerProgram start(Path file, UnaryOperator<WorkerOptions> change, ServerOptions server) {
    requireNode();
    List<String> command = WorkerLanguage.of(file).command(file, false);
    WorkerOptions patient = WorkerOptions.of(command).withFunctionMillis(PATIENCE_MILLIS);
    return WorkerProgram.start(change.apply(patient), server);
  }

  /** The options of a worker whose command has an option of Node more. */
  static WorkerOptions withNodeOption(WorkerOptions options, String option) {
    List<String> command = new ArrayList<>(options.command());
    command.add(1, option);
    return new WorkerOptions(
        options.parent(),
        command,
        options.workers(),
        options.functionMillis(),
        options.mirrorBytes());
  }

  /** Skips the test where TypeScript cannot be run. */
  static void requireNode() {
    boolean transforms = TypeScript.class.getResource("amaro/internal.js") != null;
    try {
      int version = Integer.parseInt(TypeScript.nodeVersion().split("\\.", 2)[0]);
      assumeTrue(version >= 20, "Node 20 or newer is needed");
      assumeTrue(
          transforms || version > 22, "npm has not fetched amaro, and Node is older than 23");
    } catch (SkipException noNode) {
      assumeTrue(false, String.valueOf(noNode.getMessage()));
    }
  }

  /**
   * The directory into which the build's npm has put something; skips the test where it has not.
   */
  static Path requireFetched(String what) {
    requireNode();
    Path directory = Path.of("target", "npm-tests", what).toAbsolutePath();
    assumeTrue(Files.exists(directory.resolve("fetched")), "npm has not fetched the " + what);
    return directory;
  }

  /** A process of Java with the classes of the tests, to be started. */
  static ProcessBuilder java(Class<?> main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** The types that {@code ./skip types} prints of a program. */
  static String types(String name) throws IOException, InterruptedException {
    Process types =
        java(TypesCommand.class, List.of(file(name).toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(types.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(types.waitFor()).isZero();
    return printed;
  }

  static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Programs.class.getResource("/programs/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static void update(ServiceInstance service, String input, String entries) {
    service.update(
        input,
        Json.parse(entries).asArray().elements().stream()
            .map(entry ->
                new Entry<>(
                    entry.asArray().get(0),
                    List.copyOf(entry.asArray().get(1).asArray().elements())))
            .toList());
  }

  /** The contents of a resource as JSON text. */
  static String contents(ServiceInstance service, String resource, String params) {
    List<Json> entries =
        service.<Json, Json>getAll(resource, Json.parse(params)).stream()
            .<Json>map(entry -> Json.array(entry.key(), Json.array(entry.values())))
            .toList();
    return Json.array(entries).toString();
  }
}
