package io.skipruntime.language.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.SkipException;
import io.skipruntime.workers.WorkerCommand;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services in Python run on the engine: the tests of the package that need one pass, with a
 * launcher that has the class path of this test. {@code -Dskip.python.steps=10000} and {@code
 * -Dskip.python.traces=60} make them longer.
 */
class PythonServiceTest {

  private static final long TIMEOUT_MINUTES = 30;
  private static final Path SOURCES = Path.of("src").toAbsolutePath();

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void requirePython() {
    try {
      assertThat(new Python().command(SOURCES, false)).isNotEmpty();
    } catch (SkipException e) {
      assumeTrue(false, String.valueOf(e.getMessage()));
    }
  }

  /** A directory with a program that runs files as {@code ./skip run} does. */
  private Path home() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path arguments = directory.resolve("arguments");
    Files.writeString(
        arguments,
        "-XX:TieredStopAtLevel=1\n-cp\n\"%s\"\n%s\n"
            .formatted(System.getProperty("java.class.path"), WorkerCommand.class.getName()));
    Path launcher = directory.resolve("skip");
    Files.writeString(
        launcher, "#!/bin/sh\nshift\nexec \"%s\" \"@%s\" \"$@\"\n".formatted(java, arguments));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    return directory;
  }

  private String run(String... command) throws IOException, InterruptedException {
    File output = directory.resolve("output").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(SOURCES.resolve("test").resolve("python").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    builder
        .environment()
        .putAll(
            Map.of(
                "SKIP_HOME", home().toString(),
                "SKIP_STEPS", System.getProperty("skip.python.steps", "100"),
                "SKIP_TRACES", System.getProperty("skip.python.traces", "4"),
                "PYTHONPATH", SOURCES.resolve("main").resolve("python").toString(),
                "PYTHONDONTWRITEBYTECODE", "1",
                "PYTHONUTF8", "1"));
    Process process = builder.start();
    boolean ended = process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    String printed = Files.readString(output.toPath(), StandardCharsets.UTF_8);
    assertThat(ended && process.exitValue() == 0).as(printed).isTrue();
    return printed;
  }

  @Test
  void testsThatNeedTheEngine_pass() throws Exception {
    String printed = run("python3", "-m", "unittest", "--verbose", "engine_tests");
    assertThat(printed).doesNotContain("skipped").containsPattern("Ran [1-9][0-9]* tests");
  }
}
