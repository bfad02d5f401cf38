package io.skipruntime.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * The command {@code bench start}: starts the example {@code groups} by the launcher, several times
 * after one that is not counted, in which the launcher may build and make its cache. It tells the
 * time to the first answer to a request, of that the time until the launcher has become the JVM,
 * the CPU time until then and the resident memory; and what the first query in SQL takes after
 * that. It needs Linux, for {@code /proc}.
 */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "How long the example groups takes to its first answer, and its memory.")
final class StartUp implements Callable<Integer> {

  private static final int PATIENCE_SECONDS = 300;
  private static final int PARTING_SECONDS = 20;
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TICKS = 11;
  private static final long POLL_MILLIS = 2;

  @ParentCommand private Benchmarks bench = new Benchmarks();

  @Option(
      names = "--times",
      defaultValue = "5",
      description = "how often it is started; medians and the worst are told")
  private int times;

  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * The figures of one start.
   *
   * @param launcherMillis until the process runs Java
   * @param answerMillis until the first answer
   * @param cpuMillis CPU time of the process until then
   * @param residentBytes its memory after the answer
   * @param queryMillis the time of the first query in SQL
   * @param queryCpuMillis CPU time of the process in that time
   */
  private record Start(
      double launcherMillis,
      double answerMillis,
      double cpuMillis,
      double residentBytes,
      double queryMillis,
      double queryCpuMillis) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.exists(Path.of("/proc/self/stat"))) {
      System.err.println("bench start needs /proc, which only Linux has");
      return 1;
    }
    start();
    List<Start> starts = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      starts.add(start());
    }
    print("first answer of groups", "ms", starts, Start::answerMillis);
    print("of that, the launcher", "ms", starts, Start::launcherMillis);
    print("CPU time until then", "ms", starts, Start::cpuMillis);
    print("resident memory", "MB", starts, start -> start.residentBytes() / 1e6);
    print("first query in SQL", "ms", starts, Start::queryMillis);
    print("CPU time of the query", "ms", starts, Start::queryCpuMillis);
    return 0;
  }

  private static void print(
      String name, String unit, List<Start> starts, ToDoubleFunction<Start> figure) {
    double[] sorted = starts.stream().mapToDouble(figure).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-24s %8.0f %s, at most %.0f %s%n",
        name,
        sorted[sorted.length / 2],
        unit,
        sorted[sorted.length - 1],
        unit);
  }

  private Start start() throws IOException, InterruptedException {
    int control = freePort();
    int streaming = freePort();
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(
                bench.root().toAbsolutePath().resolve("skip").toString(),
                "run",
                "groups",
                "--control-port",
                String.valueOf(control),
                "--streaming-port",
                String.valueOf(streaming))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      double launcherMillis = 0;
      while (!isAnswered(control, "/v1/snapshot/active_friends", "0")) {
        if (launcherMillis == 0 && isJava(process.pid())) {
          launcherMillis = millisSince(begin);
        }
        if (!process.isAlive() || millisSince(begin) > PATIENCE_SECONDS * 1e3) {
          throw new IllegalStateException(
              "./skip run groups gave no answer; run it by hand to see why");
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      double answerMillis = millisSince(begin);
      Path proc = Path.of("/proc", String.valueOf(process.pid()));
      double cpuMillis = cpuMillis(proc);
      double residentBytes = residentBytes(proc);
      long asked = System.nanoTime();
      if (!isAnswered(control, "/v1/sql", "{\"query\": \"SELECT count(*) AS n FROM users\"}")) {
        throw new IllegalStateException("the query in SQL has no answer");
      }
      return new Start(
          launcherMillis,
          answerMillis,
          cpuMillis,
          residentBytes,
          millisSince(asked),
          cpuMillis(proc) - cpuMillis);
    } finally {
      process.destroy();
      if (!process.waitFor(PARTING_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private boolean isAnswered(int port, String path, String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // nothing listens yet
    }
  }

  /** Whether the launcher, a shell, has become the JVM. */
  private static boolean isJava(long process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process), "exe"))
          .endsWith("java");
    } catch (IOException e) {
      return false; // it has ended, which is found where its answer is awaited
    }
  }

  private static double cpuMillis(Path proc) throws IOException {
    String stat = Files.readString(proc.resolve("stat"));
    List<String> fields = Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    long ticks =
        Long.parseLong(fields.get(USER_TICKS)) + Long.parseLong(fields.get(USER_TICKS + 1));
    return ticks / TICKS_PER_SECOND * 1e3;
  }

  private static double residentBytes(Path proc) throws IOException {
    return Files.readAllLines(proc.resolve("status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(0)
        * 1024.0;
  }
}
