package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.benchmarks.measure.Program;
import io.skipruntime.benchmarks.measure.Task;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * The command {@code bench guard}: fails if the engine has become slower. It compares ratios to
 * hand-written Java with those in the project; what seems to be slower is measured again, four
 * times at most, before it fails. A measurement whose processes differ too much among themselves
 * does not count as one of these, of which there are eight at most.
 *
 * <p>The same code has another ratio on another machine: where calls through interfaces and misses
 * of the caches cost more, so do the engine's updates, and the ratio of W5 was 3.0 on one machine
 * and 5.3 on another. So the project keeps the span of the ratios of every machine on which they
 * were committed, and what is slower than all of them is worse.
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
  private static final int MORE_TRIES = 4;
  private static final int MOST_TRIES = 8;
  private static final double WORSE = 1.4;
  private static final double STEADY = 1.5;

  @ParentCommand private Benchmarks bench = new Benchmarks();

  @Option(
      names = "--renew",
      description = "measure, and write the ratios to be committed, in place of those of before")
  private boolean renew;

  @Option(
      names = "--widen",
      description =
          "measure the same code on another kind of machine, and widen the ratios by its own")
  private boolean widen;

  @Override
  public Integer call() throws IOException {
    Path file = bench.root().resolve("quality/benchmarks/results/guard.json");
    JsonObject committed =
        renew ? JsonObject.of(Map.of()) : Json.parse(Files.readString(file)).asObject();
    if (renew || widen) {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, text(committed));
      System.out.println("written: quality/benchmarks/results/guard.json");
      return 0;
    }
    boolean passed = true;
    for (String name : TASKS) {
      passed &= passes(Workloads.named(name), Span.of(committed.get(name)));
    }
    if (!passed) {
      System.out.println(
          """
          If that is meant to be, renew the figures: ./skip bench guard --renew
          If the commit before is as slow on this kind of machine, widen them there: \
          ./skip bench guard --widen\
          """);
    }
    return passed ? 0 : 1;
  }

  private static boolean passes(Task task, Span committed) throws IOException {
    Row row = measured(task);
    double ratio = row.ratio();
    int tries = 0;
    for (int i = 0; tries < MORE_TRIES && i < MOST_TRIES && isWorse(ratio, committed); i++) {
      row = measured(task);
      ratio = Math.min(ratio, row.ratio());
      tries += isSteady(row) ? 1 : 0;
    }
    boolean passes = !isWorse(ratio, committed);
    System.out.printf(
        Locale.ROOT,
        "%-36s %6.2f times the CPU time of hand-written Java, committed %s, spread %.2f%s%n",
        task.name(),
        ratio,
        committed,
        row.spread(),
        passes ? "" : "  WORSE");
    return passes;
  }

  /**
   * The ratios of one task on several machines.
   *
   * @param least that of the machine on which it is the least
   * @param most that of the machine on which it is the most
   */
  record Span(double least, double most) {

    static Span of(Json committed) {
      JsonArray ratios = committed.asArray();
      return new Span(ratios.get(0).asDouble(), ratios.get(1).asDouble());
    }

    Span widenedBy(double ratio) {
      return new Span(Math.min(least, ratio), Math.max(most, ratio));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "[%.2f, %.2f]", least, most);
    }
  }

  /** Whether a ratio is so much worse than all committed ones that it is no accident. */
  static boolean isWorse(double ratio, Span committed) {
    return ratio > WORSE * committed.most();
  }

  /**
   * Whether the processes of each program took so much the same that their ratio says something; of
   * others it is an accident, so that they are measured more often.
   */
  static boolean isSteady(Row row) {
    return row.spread() <= STEADY;
  }

  private static double ratio(Task task) throws IOException {
    return measured(task).ratio();
  }

  private static Row measured(Task task) throws IOException {
    List<Measurement> ours = new ArrayList<>();
    List<Measurement> hand = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      ours.add(task.measure(Program.OURS, METER));
      hand.add(task.measure(Program.HAND, METER));
    }
    Row row = Row.of(task, ours, hand, Optional.empty(), Optional.empty());
    if (!row.sameResult()) {
      throw new IllegalStateException(task.name() + ": the programs give different results");
    }
    return row;
  }

  private static String text(JsonObject before) throws IOException {
    List<String> members = new ArrayList<>();
    for (String name : TASKS) {
      Task task = Workloads.named(name);
      double ratio = Math.min(ratio(task), ratio(task)); // one that is slow by accident is not kept
      Span span = new Span(ratio, ratio);
      if (before.has(name)) {
        span = Span.of(before.get(name)).widenedBy(ratio);
      }
      members.add(String.format(Locale.ROOT, "  %s: %s", Json.of(name), span));
    }
    return "{\n" + String.join(",\n", members) + "\n}\n";
  }
}
