package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.benchmarks.measure.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code bench peers}: does tasks of W2 to W4 by hand-written Java, by our engine and
 * by what a user would pick instead, compares what they give, and prints one table.
 */
@Command(
    name = "bench peers",
    mixinStandardHelpOptions = true,
    description =
        "Measures Kafka Streams, Flink, Reactor, RxJava and TanStack DB beside ours and"
            + " hand-written Java, on the same work.")
public final class Peers implements Callable<Integer> {

  private static final String FORMAT = "%-34s %-14s %14s %10s %12s  %s";
  private static final String HAND = "by hand";
  private static final String OURS = "Skip";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "WORKLOAD",
      description = "only tasks that begin like this, for example W3 or 'W4 row'")
  private List<String> beginnings = new ArrayList<>();

  @Option(
      names = "--millis",
      defaultValue = "1000",
      description = "how long each is measured, after twice as long in which it becomes warm")
  private long millis;

  @Option(
      names = "--without-node",
      description = "leave out TanStack DB, which needs node 20 and npm")
  private boolean withoutNode;

  private boolean isEqual = true;
  private boolean isComplete = true;

  /**
   * Runs the command and exits with its status: 1 if two programs gave different results or one
   * failed.
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Peers()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<PeerTask> tasks =
        Arrays.stream(PeerTask.values())
            .filter(task ->
                beginnings.isEmpty()
                    || beginnings.stream().anyMatch(task.benchmark().name()::startsWith))
            .toList();
    if (tasks.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "no task begins like that; there are "
              + Arrays.stream(PeerTask.values()).map(task -> task.benchmark().name()).toList());
    }
    if (withoutNode) {
      measure(tasks, Optional.empty());
    } else {
      try (TanstackDb tanstack = TanstackDb.install()) {
        measure(tasks, Optional.of(tanstack));
      }
    }
    return isEqual && isComplete ? 0 : 1;
  }

  private void measure(List<PeerTask> tasks, Optional<TanstackDb> tanstack) {
    print(FORMAT.formatted("task", "program", "CPU µs/op", "× by hand", "bytes/op", "same result"));
    for (PeerTask task : tasks) {
      measure(task, tanstack);
    }
    for (Alternative alternative : Alternative.values()) {
      print(alternative.title() + ": " + alternative.note());
    }
    tanstack.ifPresent(installed -> print(TanstackDb.TITLE + ": " + TanstackDb.NOTE));
  }

  private void measure(PeerTask task, Optional<TanstackDb> tanstack) {
    Meter meter = new Meter(2 * millis, millis);
    WorkTask benchmark = task.benchmark();
    Optional<Measurement> hand =
        row(task, HAND, Optional.empty(), () -> benchmark.measure(Program.HAND, meter));
    row(task, OURS, hand, () -> benchmark.measure(Program.OURS, meter));
    for (Alternative alternative : Alternative.values()) {
      row(task, alternative.title(), hand, () -> alternative.measure(task, meter));
    }
    tanstack.ifPresent(
        installed -> row(task, TanstackDb.TITLE, hand, () -> installed.measure(task, meter)));
  }

  /** A program that is run and measured. */
  @FunctionalInterface
  private interface Measuring {
    Measurement run() throws IOException;
  }

  /** Measures and prints one row; gives nothing if the program failed, of which it tells. */
  private Optional<Measurement> row(
      PeerTask task, String program, Optional<Measurement> hand, Measuring measuring) {
    try {
      Measurement measured = measuring.run();
      Measurement base = hand.orElse(measured);
      boolean isSame = measured.checksum() == base.checksum();
      isEqual &= isSame;
      print(
          String.format(
              Locale.ROOT,
              FORMAT,
              task.benchmark().name().replace(", ", " "),
              program,
              String.format(Locale.ROOT, "%.2f", measured.cpuMicros()),
              String.format(Locale.ROOT, "%.1f", measured.cpuMicros() / base.cpuMicros()),
              measured.bytes() == 0 ? "-" : String.format(Locale.ROOT, "%.0f", measured.bytes()),
              isSame ? "yes" : "NO"));
      return Optional.of(measured);
    } catch (IOException | IllegalStateException e) {
      isComplete = false;
      print(task.benchmark().name() + " " + program + " failed: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
