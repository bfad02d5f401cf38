package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.benchmarks.measure.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** TanStack DB in Node, which npm installs into a temporary directory. */
final class TanstackDb implements AutoCloseable {

  static final String TITLE = "TanStack DB";

  static final String NOTE =
      "in Node: numbers are doubles, the group of W3 is written with the value, as no expression"
          + " gives a remainder";

  private static final int INSTALLATION_MINUTES = 3;
  private static final List<String> FILES =
      List.of(
          "/peers/package.json",
          "/peers/tanstack.mjs",
          "/reference/numbers.mjs",
          "/reference/work.mjs");

  private final Path directory;

  private TanstackDb(Path directory) {
    this.directory = directory;
  }

  /**
   * Installs the package.
   *
   * @throws IllegalStateException if that does not work here, with the reason
   */
  static TanstackDb install() throws IOException, InterruptedException {
    TanstackDb installed = new TanstackDb(Files.createTempDirectory("skip-peers"));
    try {
      installed.fill();
    } catch (IOException | RuntimeException | InterruptedException e) {
      installed.close();
      throw e;
    }
    return installed;
  }

  private void fill() throws IOException, InterruptedException {
    for (String file : FILES) {
      try (InputStream resource = TanstackDb.class.getResourceAsStream(file)) {
        if (resource == null) {
          throw new IllegalStateException("the resource " + file + " is missing");
        }
        Files.copy(resource, directory.resolve(file.substring(file.lastIndexOf('/') + 1)));
      }
    }
    Path output = directory.resolve("install.log");
    Process npm;
    try {
      npm =
          new ProcessBuilder("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new IllegalStateException("node 20 with npm is needed (" + e.getMessage() + ")", e);
    }
    boolean ended = npm.waitFor(INSTALLATION_MINUTES, TimeUnit.MINUTES);
    npm.destroyForcibly();
    if (!ended || npm.exitValue() != 0) {
      throw new IllegalStateException("npm said: " + Files.readString(output));
    }
  }

  /** Measures the task in a process of its own. */
  Measurement measure(PeerTask task, Meter meter) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("node");
    command.add(directory.resolve("work.mjs").toString());
    command.add(String.valueOf(task.benchmark().checked()));
    command.add(String.valueOf(meter.warmMillis()));
    command.add(String.valueOf(meter.sampleMillis()));
    command.add("tanstack");
    command.addAll(task.words());
    try (Peer process = Peer.start(TITLE + " " + task.words(), command)) {
      return Measurement.read(process.await(Measurement.MARK));
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
