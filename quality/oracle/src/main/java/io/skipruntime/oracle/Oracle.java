package io.skipruntime.oracle;

import io.skipruntime.cluster.shard.LocalCluster.Arrival;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code oracle}: runs random programs and compares each commit with evaluation from
 * scratch. Differences are printed as shrunk cases, in the format of the corpus.
 */
@Command(
    name = "oracle",
    mixinStandardHelpOptions = true,
    description = "Compares random services with evaluation from scratch after every commit.")
public final class Oracle implements Callable<Integer> {

  private static final long PROGRESS_SECONDS = 10;

  /** Held, so that its level stays: programs have sources and disks that fail, which is no news. */
  private static final Logger SKIP = Logger.getLogger("io.skipruntime");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--programs", defaultValue = "2000", description = "how many programs to run")
  private long programs;

  @Option(names = "--seed", defaultValue = "1", description = "seed of the first; then one more")
  private long seed;

  @Option(names = "--commits", defaultValue = "50", description = "commits of each program")
  private int commits;

  @Option(names = "--threads", defaultValue = "1", description = "how many run at the same time")
  private int threads;

  @Option(names = "--differences", defaultValue = "5", description = "stop after so many")
  private int mostDifferences;

  @Option(names = "--case", description = "run the case of this file instead")
  private @Nullable Path file;

  @Option(
      names = "--persistence",
      description = "let the services keep their data, be killed and recover")
  private boolean persistence;

  @Option(
      names = "--why",
      description = "ask the services in the end why their entries have their values, and check it")
  private boolean why;

  @Option(
      names = "--shards",
      description =
          "let one to five shards compute the shared graphs, with up to 16 ticks on their way")
  private boolean shards;

  private final AtomicLong explanations = new AtomicLong();
  private final AtomicLong states = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong programsRun = new AtomicLong();
  private final AtomicLong commitsRun = new AtomicLong();
  private final AtomicLong undecided = new AtomicLong();
  private final AtomicLong differences = new AtomicLong();

  /** Runs the command and exits with its status. */
  public static void main(String[] args) {
    SKIP.setLevel(Level.OFF);
    System.exit(new CommandLine(new Oracle()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException, IOException {
    Path chosen = file;
    if (chosen != null) {
      return replay(Files.readString(chosen));
    }
    AtomicLong next = new AtomicLong(seed);
    long start = System.nanoTime();
    try (ExecutorService runners = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(runners.submit(() -> runSome(next)));
      }
      runners.shutdown();
      while (!runners.awaitTermination(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
        print(summary() + rate(System.nanoTime() - start));
      }
      for (Future<?> each : running) {
        each.get(); // fails as the thread has
      }
    }
    print(summary());
    return differences.get() == 0 ? 0 : 1;
  }

  private int replay(String text) {
    Optional<String> difference = Trial.run(CaseReader.read(text), why).difference();
    print(difference.orElse("no difference"));
    return difference.isPresent() ? 1 : 0;
  }

  private String summary() {
    return programsRun
        + " programs, "
        + commitsRun
        + " commits, "
        + (shards ? states + " states of collections, " + rejected + " rejected, " : "")
        + (why ? explanations + " explanations, " : "")
        + (undecided.get() > 0 ? undecided + " undecided on a busy machine, " : "")
        + differences
        + " differences";
  }

  private String rate(long nanos) {
    double perSecond = programsRun.get() / (nanos / 1e9);
    Duration left = Duration.ofSeconds(Math.round((programs - programsRun.get()) / perSecond));
    return "; %.0f programs a second, %d:%02d:%02d left"
        .formatted(perSecond, left.toHours(), left.toMinutesPart(), left.toSecondsPart());
  }

  private void runSome(AtomicLong next) {
    for (long each = next.getAndIncrement();
        each < seed + programs && differences.get() < mostDifferences;
        each = next.getAndIncrement()) {
      run(each);
    }
  }

  private void run(long programSeed) {
    if (shards) {
      runOnShards(programSeed);
      return;
    }
    Finding finding;
    try {
      finding = finding(programSeed);
    } catch (SimultaneousWrites.OrderLostException busy) {
      undecided.incrementAndGet();
      return;
    }
    programsRun.incrementAndGet();
    commitsRun.addAndGet(finding.outcome().commits());
    explanations.addAndGet(finding.outcome().explanations());
    finding
        .report()
        .ifPresent(report -> {
          differences.incrementAndGet();
          print(report);
        });
  }

  private void runOnShards(long programSeed) {
    ShardTrial.run(programSeed, commits, Arrival.WHOLE_TICKS)
        .ifPresent(outcome -> {
          programsRun.incrementAndGet();
          commitsRun.addAndGet(outcome.commits());
          states.addAndGet(outcome.states());
          rejected.addAndGet(outcome.rejected());
          outcome
              .difference()
              .ifPresent(difference -> {
                differences.incrementAndGet();
                print("seed " + programSeed + ": " + difference);
              });
        });
  }

  private Finding finding(long programSeed) {
    if (persistence) {
      return Finding.ofPersistent(programSeed, commits);
    }
    return why ? Finding.ofExplained(programSeed, commits) : Finding.of(programSeed, commits);
  }

  private synchronized void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
