package io.skipruntime.benchmarks.measure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The npm packages of the reference implementation, installed with our programs for them. */
public final class Reference {

  private static final List<String> FILES =
      List.of(
          "package.json",
          "work.mjs",
          "cells.mjs",
          "groups.mjs",
          "groups-service.mjs",
          "increments-service.mjs",
          "lookups.mjs",
          "lookups-service.mjs",
          "map-chain.mjs",
          "numbers.mjs",
          "run-groups.mjs",
          "run-increments.mjs",
          "run-lookups.mjs",
          "run_lookups.py",
          "server.mjs",
          "shared.mjs",
          "sums.mjs");
  private static final int INSTALLATION_MINUTES = 5;
  private static final long MOST_WARM_MILLIS = 500;
  private static final long MOST_SAMPLE_MILLIS = 1000;

  private final Path directory;

  private Reference(Path directory) {
    this.directory = directory;
  }

  /**
   * Installs the packages, unless that has been done before.
   *
   * @throws IllegalStateException if that does not work here, with what npm said
   */
  public static Reference install(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    for (String file : FILES) {
      try (InputStream resource = Reference.class.getResourceAsStream("/reference/" + file)) {
        if (resource == null) {
          throw new IllegalStateException("the resource reference/" + file + " is missing");
        }
        Files.copy(resource, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!Files.isDirectory(directory.resolve("node_modules/@skipruntime/wasm"))) {
      run(directory, "npm", "install", "--no-package-lock", "--no-audit", "--no-fund");
    }
    return new Reference(directory);
  }

  private static void run(Path directory, String... command)
      throws IOException, InterruptedException {
    Path output = directory.resolve("install.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(INSTALLATION_MINUTES, TimeUnit.MINUTES);
      process.destroyForcibly();
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException(
            "the reference cannot be installed; npm said: " + Files.readString(output));
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "the reference cannot be installed: node 20 with npm is needed (" + e.getMessage() + ")",
          e);
    }
  }

  /** The directory with the programs, also those that run on this project's runtime. */
  public Path directory() {
    return directory;
  }

  /** Starts the program that does some work and prints a {@link Measurement#line}. */
  public Peer work(int checked, Meter meter, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(String.valueOf(checked));
    all.add(String.valueOf(Math.min(MOST_WARM_MILLIS, meter.warmMillis())));
    all.add(String.valueOf(Math.min(MOST_SAMPLE_MILLIS, meter.sampleMillis())));
    all.addAll(arguments);
    return node("work.mjs", all);
  }

  /** Starts the server of W6, which answers as ours does. */
  public Peer server(int size) throws IOException {
    return node("server.mjs", List.of(String.valueOf(size)));
  }

  private Peer node(String script, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("node");
    command.add(directory.resolve(script).toString());
    command.addAll(arguments);
    return Peer.start(script + " " + String.join(" ", arguments), command);
  }
}
