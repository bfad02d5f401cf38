package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.durable.Durable;
import io.skipruntime.benchmarks.http.Crowd;
import io.skipruntime.benchmarks.inspector.InspectorCost;
import io.skipruntime.benchmarks.kafka.KafkaTopics;
import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.benchmarks.measure.Program;
import io.skipruntime.benchmarks.measure.Reference;
import io.skipruntime.benchmarks.measure.Task;
import io.skipruntime.benchmarks.postgres.PostgresTables;
import io.skipruntime.benchmarks.workers.WorkerPrograms;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code bench}: measures the engine, the server and hand-written Java on the same
 * work, in turn, in several processes each, and prints a row for each task.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures the engine beside hand-written Java that does the same work.",
    subcommands = {
      Guard.class,
      StartUp.class,
      Crowd.class,
      Durable.class,
      PostgresTables.class,
      KafkaTopics.class,
      InspectorCost.class,
      WorkerPrograms.class
    })
public final class Benchmarks implements Callable<Integer> {

  private static final Meter THOROUGH = new Meter(2000, 2000);
  private static final Meter QUICK = new Meter(700, 500);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "WORKLOAD",
      description = "only tasks that begin like this, for example W2 or 'W4 fan-in'")
  private List<String> beginnings = new ArrayList<>();

  @Option(names = "--json", description = "print a line of JSON for each task")
  private boolean json;

  @Option(names = "--quick", description = "measure one process each, for half a second")
  private boolean quick;

  @Option(
      names = "--processes",
      defaultValue = "5",
      description = "how many processes measure each program; their median counts")
  private int processes;

  @Option(
      names = "--with-reference",
      description = "measure the reference implementation, too; needs node 20 and npm")
  private boolean withReference;

  @Option(names = "--save", description = "keep the rows in quality/benchmarks/results")
  private boolean save;

  @Option(names = "--root", hidden = true, description = "the project's directory")
  private Path root = Path.of(".");

  /** Runs the command and exits with its status: 1 if two programs gave different results. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmarks()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Task> tasks = Workloads.startingWith(beginnings);
    if (tasks.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "no task begins like that; there are "
              + Workloads.all().stream().map(Task::name).toList());
    }
    Optional<Reference> reference =
        withReference
            ? Optional.of(Reference.install(root.resolve("quality/benchmarks/target/reference")))
            : Optional.empty();
    if (!json) {
      print(Row.HEAD);
    }
    List<Row> rows = new ArrayList<>();
    for (Task task : tasks) {
      Row row = measured(task, reference);
      rows.add(row);
      print(json ? row.json() : row.line());
    }
    if (save) {
      System.err.println("saved in " + Results.save(root, rows));
    }
    return rows.stream().allMatch(Row::sameResult) ? 0 : 1;
  }

  private Row measured(Task task, Optional<Reference> reference) throws IOException {
    Meter meter = quick ? QUICK : THOROUGH;
    List<Measurement> ours = new ArrayList<>();
    List<Measurement> hand = new ArrayList<>();
    for (int i = 0; i < (quick ? 1 : processes); i++) {
      ours.add(task.measure(Program.OURS, meter));
      hand.add(task.measure(Program.HAND, meter));
    }
    return Row.of(
        task,
        ours,
        hand,
        task.hasRequery() ? Optional.of(task.measure(Program.REQUERY, meter)) : Optional.empty(),
        reference.isPresent() && task.hasReference()
            ? measuredReference(task, reference.get(), meter)
            : Optional.empty());
  }

  /** Once, as it takes long; nothing if it fails, which it does on some of what is large. */
  private static Optional<Measurement> measuredReference(
      Task task, Reference reference, Meter meter) throws IOException {
    try {
      return Optional.of(task.measureReference(reference, meter));
    } catch (IllegalStateException e) {
      System.err.println(task.name() + ": the reference failed: " + e.getMessage());
      return Optional.empty();
    }
  }

  @Command(
      name = "reads",
      description = "How long lookups take while a million entries are loaded, and while idle.")
  int reads() throws IOException {
    return LongRun.READS.inProcess();
  }

  @Command(
      name = "cores",
      description = "How long loads and large updates take on one core, and on all.")
  int cores() throws IOException {
    LongRun.CORES.inProcess(1);
    return LongRun.CORES.inProcess();
  }

  @Command(name = "capacity", description = "Loads ten million entries in 4 GB.")
  int capacity() throws IOException {
    return LongRun.CAPACITY.inProcess();
  }

  @Command(
      name = "flat",
      description = "The cost of an update and an opening, before and after millions of them.")
  int flat() throws IOException {
    return LongRun.FLAT.inProcess();
  }

  @Command(
      name = "openings",
      description = "How long writes wait while live queries over a million rows are opened.")
  int openings() throws IOException {
    return LongRun.OPENING.inProcess();
  }

  @Command(name = "heap", description = "The live heap of the groups of 100,000 users.")
  int heap() throws IOException {
    return LongRun.HEAP.inProcess();
  }

  /** The project's directory. */
  Path root() {
    return root;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
