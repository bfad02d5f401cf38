package io.skipruntime.benchmarks.postgres;

import com.sun.management.OperatingSystemMXBean;
import io.skipruntime.benchmarks.measure.Arrivals;
import io.skipruntime.benchmarks.measure.Peer;
import io.skipruntime.benchmarks.measure.Program;
import io.skipruntime.engine.ServiceInstance;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code bench postgres}: how soon, how fast and with how much memory the tables of a
 * PostgreSQL are followed, each beside a bare reader of the same replication stream, in turn: what
 * that takes is of the database, the driver and the machine.
 */
@Command(
    name = "postgres",
    mixinStandardHelpOptions = true,
    description = "How tables of a PostgreSQL are followed, beside a bare reader of its stream.")
public final class PostgresTables implements Callable<Integer> {

  private static final int PER_SECOND = 1_000;
  private static final int LOADS = 3;
  private static final List<Program> BOTH = List.of(Program.HAND, Program.OURS);

  @Option(
      names = "--database",
      description = "jdbc:postgresql:// address of a database; without it, one is started")
  private @Nullable String url;

  @Option(names = "--user", defaultValue = "postgres", description = "the role to connect as")
  private String user = "";

  @Option(names = "--password-file", description = "a file with the role's password")
  private @Nullable Path passwordFile;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "how long 1,000 rows a second are committed")
  private int seconds;

  @Option(
      names = "--commits",
      defaultValue = "200000",
      description = "how many small commits are made as fast as possible")
  private int commits;

  @Option(
      names = "--rows",
      defaultValue = "1000000",
      description = "how many rows the table has that is loaded")
  private int rows;

  @Option(
      names = "--large",
      defaultValue = "200000",
      description = "how many rows the large commit inserts")
  private int large;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, SQLException, ExecutionException, InterruptedException {
    try (BenchmarkDatabase database = database()) {
      database.create();
      try {
        print(
            String.format(
                Locale.ROOT,
                "%d processors, load %.1f before",
                Runtime.getRuntime().availableProcessors(),
                system().getSystemLoadAverage()));
        for (Program program : BOTH) {
          latency(database, program);
        }
        for (Program program : BOTH) {
          throughput(database, program);
        }
        load(database);
        for (Program program : BOTH) {
          largeCommit(database, program);
        }
        return 0;
      } finally {
        database.drop();
      }
    }
  }

  private BenchmarkDatabase database() throws IOException {
    if (url == null) {
      return BenchmarkDatabase.start();
    }
    String password = passwordFile == null ? "" : Files.readString(passwordFile).strip();
    return BenchmarkDatabase.at(url, user, password);
  }

  private static String name(Program program) {
    return program == Program.HAND ? "bare reader" : "Skip";
  }

  private static Follower follower(BenchmarkDatabase database, Program program, Arrivals arrivals)
      throws SQLException {
    database.run("TRUNCATE skip_bench.events");
    return program == Program.HAND
        ? new BareReader(database.url(), database.user(), database.password(), arrivals)
        : new SkipFollower(database, arrivals);
  }

  /** The time from the return of a commit to its event; what comes before it counts as none. */
  private void latency(BenchmarkDatabase database, Program program)
      throws SQLException, ExecutionException, InterruptedException {
    int warmUp = PER_SECOND * Math.max(1, seconds / 3);
    int count = PER_SECOND * seconds;
    try (Follower follower = follower(database, program, new Arrivals(warmUp + count))) {
      Commits.steady(database, 0, warmUp, PER_SECOND);
      long begin = System.nanoTime();
      long[] nanos = Commits.steady(database, warmUp, count, PER_SECOND);
      double perSecond = count / ((System.nanoTime() - begin) / 1e9);
      for (int i = 0; i < count; i++) {
        nanos[i] = Math.max(0, follower.arrivals().await(warmUp + i) - nanos[i]);
      }
      Arrays.sort(nanos);
      print(
          String.format(
              Locale.ROOT,
              "commit to event, %-12s p50 %8.3f ms  p99 %8.3f ms  most %8.3f ms  at %.0f commits/s",
              name(program) + ":",
              nanos[count / 2] / 1e6,
              nanos[(int) (count * 0.99)] / 1e6,
              nanos[count - 1] / 1e6,
              perSecond));
    }
  }

  /** The time from the first of many commits to the event of the last. */
  private void throughput(BenchmarkDatabase database, Program program) throws SQLException {
    try (Follower follower = follower(database, program, new Arrivals(2))) {
      Arrivals arrivals = follower.arrivals();
      Commits.fast(database, Math.max(1, commits / 4), 0);
      arrivals.await(0);
      long cpu = system().getProcessCpuTime();
      long begin = System.nanoTime();
      long written = Commits.fast(database, commits, 1);
      double took = (arrivals.await(1) - begin) / 1e9;
      print(
          String.format(
              Locale.ROOT,
              "small commits,   %-12s %8.0f commits/s; written at %.0f/s  %6.1f µs CPU/commit",
              name(program) + ":",
              commits / took,
              commits / (written / 1e9),
              (system().getProcessCpuTime() - cpu) / 1e3 / commits));
    }
  }

  /** The time in which a table is read, beside the driver's reading of the same rows. */
  private void load(BenchmarkDatabase database) throws SQLException {
    database.run(BenchmarkDatabase.insertion("posts", rows), "ANALYZE skip_bench.posts");
    for (Program program : BOTH) {
      double best = Double.MAX_VALUE;
      double cpuMicros = Double.MAX_VALUE;
      for (int i = 0; i < LOADS; i++) {
        long cpu = system().getProcessCpuTime();
        best = Math.min(best, program == Program.HAND ? copied(database) : loaded(database));
        cpuMicros = Math.min(cpuMicros, (system().getProcessCpuTime() - cpu) / 1e3 / rows);
      }
      print(
          String.format(
              Locale.ROOT,
              "load of %,d rows, %-12s %8.0f rows/s  %5.2f µs CPU/row; the best of %d",
              rows,
              name(program) + ":",
              rows / best,
              cpuMicros,
              LOADS));
    }
  }

  private double copied(BenchmarkDatabase database) throws SQLException {
    long begin = System.nanoTime();
    try (Connection connection = database.connect()) {
      CopyOut copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("COPY (SELECT * FROM skip_bench.posts) TO STDOUT");
      long count = 0;
      for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
        count++;
      }
      requireAll(count);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private double loaded(BenchmarkDatabase database) {
    long begin = System.nanoTime();
    try (ServiceInstance service = SkipFollower.start(database)) {
      service.instantiateResource("load", "posts", "posts");
      double took = (System.nanoTime() - begin) / 1e9;
      requireAll(service.getAll("posts", "posts").size());
      return took;
    }
  }

  private void requireAll(long count) {
    if (count != rows) {
      throw new IllegalStateException(count + " of " + rows + " rows were read");
    }
  }

  /** The time from the return of one large commit to its event, in a process of a small heap. */
  private void largeCommit(BenchmarkDatabase database, Program program)
      throws IOException, SQLException {
    database.run("TRUNCATE skip_bench.large");
    try (Peer process =
        Peer.startJava(
            LargeCommit.class, List.of("-Xmx512m"), List.of(program.name(), "" + large))) {
      process.say(database.url());
      process.say(database.user());
      process.say(database.password());
      process.await("ready");
      database.run(BenchmarkDatabase.insertion("large", large));
      long begin = System.nanoTime();
      process.await("seen");
      double took = (System.nanoTime() - begin) / 1e9;
      List<String> heap = Objects.requireNonNull(process.await("heap"));
      print(
          String.format(
              Locale.ROOT,
              "commit of %,d rows, %-12s %6.2f s from commit to event; heap grew by %d MB at most,"
                  + " %d MB stay",
              large,
              name(program) + ":",
              took,
              Long.parseLong(heap.get(0)) >> 20,
              Long.parseLong(heap.get(1)) >> 20));
    }
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
