package io.skipruntime.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code bench}: measures the engine and hand-written Java on the same work, in turn,
 * in several processes each, and prints a row for each task.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures the engine beside hand-written Java that does the same work.")
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
    if (!json) {
      print(Row.HEAD);
    }
    boolean same = true;
    for (Task task : tasks) {
      Row row = measured(task);
      same &= row.sameResult();
      print(json ? row.json() : row.line());
    }
    return same ? 0 : 1;
  }

  private Row measured(Task task) throws IOException, InterruptedException {
    Meter meter = quick ? QUICK : THOROUGH;
    List<Measurement> ours = new ArrayList<>();
    List<Measurement> hand = new ArrayList<>();
    for (int i = 0; i < (quick ? 1 : processes); i++) {
      ours.add(MeasuringProcess.measure(task, Program.OURS, meter));
      hand.add(MeasuringProcess.measure(task, Program.HAND, meter));
    }
    return Row.of(task, ours, hand);
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
