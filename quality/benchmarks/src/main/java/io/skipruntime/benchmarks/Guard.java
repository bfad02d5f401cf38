package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.benchmarks.measure.Program;
import io.skipruntime.benchmarks.measure.Task;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * The command {@code bench guard}: fails if the engine has become slower. It compares ratios to
 * hand-written Java, which depend little on the machine, with those in the project; what seems to
 * be slower is measured again, twice at most, before it fails.
 */
@Command(
    name = "guard",
    mixinStandardHelpOptions = true,
    description = "Fails if a ratio to hand-written Java is much worse than the committed one.")
final class Guard implements Callable<Integer> {

  /** Tasks that vary little and together pass through most of the engine and the server. */
  private static final List<String> TASKS =
      List.of(
          "W1 toggle, N=10000 R=100",
          "W2 single, N=10000",
          "W2 batch 100, N=100000",
          "W3 mapReduce sum, N=100000 G=1000",
          "W4 fan-in 100, N=100000",
          "W5 head, L=200");

  private static final Meter METER = new Meter(3500, 1000);
  private static final int PROCESSES = 2;
  private static final int MORE_TRIES = 2;
  private static final double WORSE = 1.5;

  @ParentCommand private Benchmarks bench = new Benchmarks();

  @Option(names = "--renew", description = "measure, and write the ratios to be committed")
  private boolean renew;

  @Override
  public Integer call() throws IOException {
    Path file = bench.root().resolve("quality/benchmarks/results/guard.json");
    if (renew) {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, text());
      System.out.println("written: quality/benchmarks/results/guard.json");
      return 0;
    }
    JsonObject committed = Json.parse(Files.readString(file)).asObject();
    boolean passed = true;
    for (String name : TASKS) {
      passed &= passes(Workloads.named(name), committed.get(name).asDouble());
    }
    if (!passed) {
      System.out.println("If that is meant to be, renew the figures: ./skip bench guard --renew");
    }
    return passed ? 0 : 1;
  }

  private static boolean passes(Task task, double committed) throws IOException {
    double ratio = ratio(task);
    for (int i = 0; i < MORE_TRIES && isWorse(ratio, committed); i++) {
      ratio = Math.min(ratio, ratio(task));
    }
    boolean passes = !isWorse(ratio, committed);
    System.out.printf(
        Locale.ROOT,
        "%-36s %6.2f times the CPU time of hand-written Java, committed %6.2f%s%n",
        task.name(),
        ratio,
        committed,
        passes ? "" : "  WORSE");
    return passes;
  }

  /** Whether a ratio is so much worse than the committed one that it is no accident. */
  static boolean isWorse(double ratio, double committed) {
    return ratio > WORSE * committed;
  }

  private static double ratio(Task task) throws IOException {
    List<Measurement> ours = new ArrayList<>();
    List<Measurement> hand = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      ours.add(task.measure(Program.OURS, METER));
      hand.add(task.measure(Program.HAND, METER));
    }
    Row row = Row.of(task, ours, hand, Optional.empty());
    if (!row.sameResult()) {
      throw new IllegalStateException(task.name() + ": the programs give different results");
    }
    return row.ratio();
  }

  private static String text() throws IOException {
    List<String> members = new ArrayList<>();
    for (String name : TASKS) {
      double ratio = ratio(Workloads.named(name));
      members.add(String.format(Locale.ROOT, "  %s: %.2f", Json.of(name), ratio));
    }
    return "{\n" + String.join(",\n", members) + "\n}\n";
  }
}
