package io.skipruntime.benchmarks.workers;

import io.skipruntime.benchmarks.http.HttpTask;
import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.benchmarks.measure.Peer;
import io.skipruntime.benchmarks.measure.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code bench workers}: runs the same services in JavaScript by this runtime and by
 * the npm packages of the reference, and one in Python, in turn, in processes of their own, and
 * prints the CPU time of all that takes part: of the engine and the worker, or of the one process
 * of the reference. Both have to give the same results.
 */
@Command(
    name = "workers",
    mixinStandardHelpOptions = true,
    description = "What services in TypeScript and Python cost, beside the npm packages.")
public final class WorkerPrograms implements Callable<Integer> {

  private static final Meter THOROUGH = new Meter(16_000, 4000);
  private static final Meter QUICK = new Meter(6000, 2000);
  private static final int CHECKED = 16;
  private static final int TOGETHER = 10_000;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final String BY_THE_CLOCK = "  by the clock on the wall";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "TASK", description = "only tasks that begin like this")
  private List<String> beginnings = new ArrayList<>();

  @Option(names = "--quick", description = "measure each program once, and shortly")
  private boolean quick;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "how often each program is measured; medians are told")
  private int rounds;

  /**
   * A row of the table.
   *
   * @param name what is done
   * @param file the program that does it
   * @param words the work, as {@link ProgramWork} and the reference's programs read it; none for
   *     writes by clients
   * @param functions how many functions are run each time, where the cost of one is told
   * @param checked how often it is done before it is measured
   * @param ratio which part of the reference's time it may take at most
   * @param most how many microseconds it may take at most
   */
  private record Task(
      String name,
      String file,
      String words,
      int functions,
      int checked,
      Optional<Double> ratio,
      Optional<Double> most) {

    /** The program of the reference that does the same; none for what is not in JavaScript. */
    Optional<String> reference() {
      return file.endsWith(".mjs")
          ? Optional.of(file.replace("run-", "").replace(".mjs", ""))
          : Optional.empty();
    }

    /** Whether clients write to the program's server. */
    boolean isOfClients() {
      return words.isEmpty();
    }

    List<String> arguments() {
      return List.of(words.split(" "));
    }
  }

  private static final String GROUPS = "run-groups.mjs";
  private static final String LOOKUPS = "run-lookups.mjs";
  private static final String INCREMENTS = "run-increments.mjs";
  private static final String PYTHON = "run_lookups.py";

  private static Task task(String name, String file, String words, double ratio) {
    return new Task(name, file, words, 1, CHECKED, Optional.of(1 / ratio), Optional.empty());
  }

  private static final List<Task> TASKS =
      List.of(
          new Task(
              "row with a lookup", LOOKUPS, "row", 1, CHECKED, Optional.of(0.2), Optional.of(45.0)),
          new Task(
              "10,000 rows, each",
              LOOKUPS,
              "all",
              TOGETHER,
              1,
              Optional.of(0.04),
              Optional.of(7.0)),
          task("toggle, no resource", GROUPS, "toggle 10000 0", 20),
          task("toggle, 100 resources", GROUPS, "toggle 10000 100", 10),
          task("toggle, 1000 resources", GROUPS, "toggle 10000 1000", 15),
          task("instantiate", GROUPS, "instantiate 10000", 2),
          new Task("load", GROUPS, "load 100000", 1, 1, Optional.of(1 / 3.0), Optional.empty()),
          new Task(
              "PATCH, 32 connections",
              INCREMENTS,
              "",
              1,
              1,
              Optional.of(1 / 20.0),
              Optional.of(45.0)),
          new Task(
              "Python: row with a lookup",
              PYTHON,
              "row",
              1,
              CHECKED,
              Optional.empty(),
              Optional.of(65.0)),
          new Task(
              "Python: 10,000 rows, each",
              PYTHON,
              "all",
              TOGETHER,
              1,
              Optional.empty(),
              Optional.of(15.0)));

  @Override
  public Integer call() throws IOException, InterruptedException {
    Reference reference = Reference.install(root().resolve("quality/benchmarks/target/reference"));
    System.out.printf("%-26s %12s %12s %8s  %s%n", "CPU time", "ours us", "npm us", "ratio", "aim");
    boolean isSame = true;
    for (Task task : TASKS) {
      if (beginnings.isEmpty() || beginnings.stream().anyMatch(task.name()::startsWith)) {
        isSame &= measure(task, reference);
      }
    }
    return isSame ? 0 : 1;
  }

  /** The project's directory, as the launcher tells the command that this is one of. */
  private Path root() {
    return spec.parent().findOption("--root").getValue();
  }

  private boolean measure(Task task, Reference reference) throws IOException {
    Meter meter = quick ? QUICK : THOROUGH;
    List<Measurement> ours = new ArrayList<>();
    List<Measurement> theirs = new ArrayList<>();
    for (int i = 0; i < (quick ? 1 : rounds); i++) {
      ours.add(ours(task, reference.directory(), meter));
      if (task.reference().isPresent()) {
        theirs.add(theirs(task, reference, meter, task.reference().get()));
      }
    }
    Measurement our = Measurement.median(ours);
    if (theirs.isEmpty()) {
      print(task, task.name(), our.cpuMicros(), Optional.empty(), aim(task.ratio(), task.most()));
      return true;
    }
    Measurement their = Measurement.median(theirs);
    boolean isSame = our.checksum() == their.checksum();
    String remark = isSame ? "" : "; the results differ";
    if (task.isOfClients()) {
      String cpuAim = aim(Optional.empty(), task.most()) + remark;
      print(task, task.name(), our.cpuMicros(), Optional.of(their.cpuMicros()), cpuAim);
      String wallAim = aim(task.ratio(), Optional.empty());
      print(task, BY_THE_CLOCK, microsBetween(our), Optional.of(microsBetween(their)), wallAim);
    } else {
      String both = aim(task.ratio(), task.most()) + remark;
      print(task, task.name(), our.cpuMicros(), Optional.of(their.cpuMicros()), both);
    }
    return isSame;
  }

  /** How long after one request the next one was answered, as clients saw it. */
  private static double microsBetween(Measurement of) {
    return MICROS_PER_SECOND / of.served().orElseThrow().perSecond();
  }

  private static void print(
      Task task, String name, double ours, Optional<Double> theirs, String aim) {
    System.out.printf(
        Locale.ROOT,
        "%-26s %12.1f %12s %8s  %s%n",
        name,
        ours / task.functions(),
        theirs.map(each -> String.format(Locale.ROOT, "%.1f", each / task.functions())).orElse("-"),
        theirs.map(each -> String.format(Locale.ROOT, "%.1f", each / ours)).orElse("-"),
        aim);
  }

  private static String aim(Optional<Double> ratio, Optional<Double> micros) {
    List<String> words = new ArrayList<>();
    ratio.ifPresent(part -> words.add(String.format(Locale.ROOT, "%.0f times less", 1 / part)));
    micros.ifPresent(most -> words.add(String.format(Locale.ROOT, "at most %.0f us", most)));
    return String.join(", ", words);
  }

  private static Measurement ours(Task task, Path directory, Meter meter) throws IOException {
    if (task.isOfClients()) {
      return HttpTask.measureProgram(directory.resolve(task.file()).toAbsolutePath(), meter);
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                String.valueOf(task.checked()),
                String.valueOf(meter.warmMillis()),
                String.valueOf(meter.sampleMillis()),
                directory.resolve(task.file()).toAbsolutePath().toString()));
    arguments.addAll(task.arguments());
    try (Peer process =
        Peer.startJava(ProgramMeter.class, List.of("-Xms1g", "-Xmx2g"), arguments)) {
      return Measurement.read(process.await(Measurement.MARK));
    }
  }

  private static Measurement theirs(Task task, Reference reference, Meter meter, String program)
      throws IOException {
    if (task.isOfClients()) {
      return HttpTask.measureWrites(reference, meter);
    }
    List<String> arguments = new ArrayList<>(List.of(program));
    arguments.addAll(task.arguments());
    try (Peer process = reference.work(task.checked(), meter, arguments)) {
      return Measurement.read(process.await(Measurement.MARK));
    }
  }
}
