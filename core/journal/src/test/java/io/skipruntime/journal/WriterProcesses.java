package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processes of {@link KilledWriters} that start in a fraction of the time that a JVM usually takes:
 * their classes come from an archive, which one of them has left at its end. Archives are of jars
 * only, so that directories of classes are put into jars first.
 *
 * <p>Safe for use by several threads.
 */
final class WriterProcesses {

  /** So many lines of a process are read until it has used all that it uses. */
  private static final int LINES_TO_LEARN = 500;

  private final List<String> command = new ArrayList<>();

  /**
   * Makes the archive.
   *
   * @param directory an empty one, which the processes need from then on
   */
  WriterProcesses(Path directory) throws IOException, InterruptedException {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable"));
    command.addAll(List.of("-cp", jars(directory)));
    Path archive = directory.resolve("classes.jsa");
    learn("-XX:ArchiveClassesAtExit=" + archive, Files.createDirectory(directory.resolve("data")));
    command.add(1, "-XX:SharedArchiveFile=" + archive);
  }

  private static String jars(Path directory) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(Files::exists)
        .map(entry -> Files.isDirectory(entry) ? jar(entry, directory) : entry)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path jar(Path classes, Path directory) {
    Path jar = directory.resolve(Integer.toHexString(classes.toString().hashCode()) + ".jar");
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "cf", jar.toString(), "-C", classes.toString(), ".");
    assertThat(status).as("jar of %s", classes).isZero();
    return jar;
  }

  private void learn(String option, Path data) throws IOException, InterruptedException {
    List<String> learning = new ArrayList<>(command);
    learning.add(1, option);
    Process process = start(learning, data);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < LINES_TO_LEARN; i++) {
        assertThat(lines.readLine()).as("a line of the process").isNotNull();
      }
      process.toHandle().destroy(); // in order, so that it leaves the archive
      lines.lines().forEach(rest -> {});
    } finally {
      process.waitFor();
    }
  }

  /** Starts a process, which is for the caller to end. */
  Process start(Path data) throws IOException {
    return start(command, data);
  }

  private static Process start(List<String> command, Path data) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(KilledWriters.class.getName(), data.toString()));
    return new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
