package io.skipruntime.language.typescript;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.workers.AttachCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that Node runs itself, whose first service starts the engine: tests, and services. */
class NodeProgramTest {

  private static final long TIMEOUT_SECONDS = 120;
  private static final Pattern CONTROL = Pattern.compile("listening: control (\\S+), streaming");

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void requireNode() {
    Programs.requireNode();
  }

  /** A directory with a launcher that starts the engine of this test's class path. */
  private Path home() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path arguments = directory.resolve("arguments");
    Files.writeString(
        arguments,
        "-XX:TieredStopAtLevel=1\n-cp\n\"%s\"\n%s\n"
            .formatted(System.getProperty("java.class.path"), AttachCommand.class.getName()));
    Path launcher = directory.resolve("skip");
    Files.writeString(
        launcher,
        "#!/bin/sh\n[ \"$1\" = attach ] || exit 2\nshift\nexec \"%s\" \"@%s\" \"$@\"\n"
            .formatted(java, arguments));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    return directory;
  }

  private Process node(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "node",
                "--enable-source-maps",
                "--import",
                Objects.requireNonNull(TypeScript.class.getResource("register.mjs")).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    builder.environment().put("SKIP_HOME", home().toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private String printed() throws IOException {
    return Files.readString(directory.resolve("output"));
  }

  @Test
  void testsOfAService_runInNode() throws Exception {
    Process tests = node(Map.of(), "--test", Programs.file("poll.test.ts").toString());
    boolean ended = tests.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    tests.descendants().forEach(ProcessHandle::destroyForcibly);
    tests.destroyForcibly().waitFor();
    assertThat(ended && tests.exitValue() == 0).as(printed()).isTrue();
    assertThat(printed()).contains("pass 6");
  }

  @Test
  void aService_isServed_andItsEngineEndsWithTheProgram() throws Exception {
    Map<String, String> ports = Map.of("SKIP_CONTROL_PORT", "0", "SKIP_STREAMING_PORT", "0");
    Process program = node(ports, Programs.file("auction.ts").toString());
    try {
      URI control = URI.create(awaitControl(program));
      HttpResponse<String> done =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(control.resolve("/v1/commands/place_bid"))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString("{\"item\":\"cup\",\"amount\":3}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
      List<ProcessHandle> engines = program.descendants().toList();
      assertThat(engines).isNotEmpty();
      program.destroyForcibly().waitFor();
      for (ProcessHandle engine : engines) {
        engine.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      program.descendants().forEach(ProcessHandle::destroyForcibly);
      program.destroyForcibly().waitFor();
    }
  }

  /** The address that the engine says that it listens at. */
  private String awaitControl(Process program) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(TIMEOUT_SECONDS));
    while (Instant.now().isBefore(end) && program.isAlive()) {
      Matcher said = CONTROL.matcher(printed());
      if (said.find()) {
        return said.group(1);
      }
      program.waitFor(20, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError("the service does not start: " + printed());
  }

  @Test
  void aProgramWithoutAnEngine_saysWhatToDo() throws Exception {
    Process program =
        node(Map.of("SKIP_HOME", directory.resolve("nowhere").toString()), "--eval", "")
            .onExit()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThat(program.exitValue()).as("nothing needs an engine: " + printed()).isZero();
    Process service =
        node(
                Map.of("SKIP_HOME", directory.resolve("nowhere").toString()),
                Programs.file("auction.ts").toString())
            .onExit()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThat(service.exitValue()).isNotZero();
    assertThat(printed()).contains("the engine cannot be started: set SKIP_HOME");
  }

  @Test
  void theReferencesOwnServer_runsOnThisEngine() throws Exception {
    Path project = Programs.requireFetched("server");
    Path program = project.resolve("reference-server.mjs");
    Files.copy(Programs.file("reference-server.mjs"), program, StandardCopyOption.REPLACE_EXISTING);
    Process server = plainNode(project, program.toString());
    boolean ended = server.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly().waitFor();
    assertThat(ended && server.exitValue() == 0).as(printed()).isTrue();
    assertThat(printed()).contains("all is as it should be");
  }

  @Test
  void typesOfThePackage_fitPrograms() throws Exception {
    Path project = Programs.requireFetched("types");
    Path modules = Files.createDirectories(project.resolve("node_modules/@skipruntime-jvm"));
    Files.deleteIfExists(modules.resolve("service"));
    Files.createSymbolicLink(
        modules.resolve("service"), Path.of("src", "main", "npm").toAbsolutePath());
    Path sources = Files.createDirectories(project.resolve("src"));
    for (String name : List.of("poll.ts", "types.ts")) {
      Files.copy(Programs.file(name), sources.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    Process compiler =
        plainNode(
            project,
            "node_modules/typescript/bin/tsc",
            "--noEmit",
            "--strict",
            "--module",
            "nodenext",
            "--target",
            "es2022",
            "--allowImportingTsExtensions",
            "src/poll.ts",
            "src/types.ts");
    boolean ended = compiler.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    compiler.destroyForcibly().waitFor();
    assertThat(ended && compiler.exitValue() == 0).as(printed()).isTrue();
  }

  /** Node without a loader, in a directory. */
  private Process plainNode(Path project, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    builder.environment().put("SKIP_HOME", home().toString());
    return builder.start();
  }
}
