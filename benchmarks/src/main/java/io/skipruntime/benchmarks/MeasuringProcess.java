package io.skipruntime.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that measures one program, so that neither what the compiler learned of
 * another program nor its garbage counts. The heap is touched before.
 */
final class MeasuringProcess {

  private static final int HEAP_MEGABYTES = 3072;
  private static final int PATIENCE_MINUTES = 5;

  private MeasuringProcess() {}

  /** What the process runs: the task's name, the program, and the meter's times. */
  public static void main(String[] args) {
    Task task = Workloads.named(args[0]);
    Meter meter = new Meter(Long.parseLong(args[2]), Long.parseLong(args[3]));
    Measurement measured =
        switch (Program.valueOf(args[1])) {
          case OURS -> meter.measure(task.ours(), task.checked());
          case HAND -> meter.measure(task.hand(), task.checked());
        };
    System.out.println(measured.line());
  }

  /**
   * Measures a program.
   *
   * @throws IllegalStateException with what the process said, if it gives no result
   */
  static Measurement measure(Task task, Program program, Meter meter)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xms" + HEAP_MEGABYTES + "m");
    command.add("-Xmx" + HEAP_MEGABYTES + "m");
    command.add("-XX:+AlwaysPreTouch");
    if (Runtime.version().feature() >= 25) {
      command.add("-XX:+UseCompactObjectHeaders");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MeasuringProcess.class.getName());
    command.add(task.name());
    command.add(program.name());
    command.add(String.valueOf(meter.warmMillis()));
    command.add(String.valueOf(meter.sampleMillis()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader()) {
      List<String> lines = output.lines().toList();
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(
            "measuring " + task.name() + " failed:\n" + String.join("\n", lines));
      }
      return lines.stream()
          .filter(Measurement::isLine)
          .map(Measurement::read)
          .findFirst()
          .orElseThrow(
              () -> new IllegalStateException("no result in:\n" + String.join("\n", lines)));
    } finally {
      process.destroyForcibly();
    }
  }
}
