package io.skipruntime.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The rows that {@code --save} keeps, and what they were measured on. */
final class Results {

  private Results() {}

  /** Writes rows to a new file in {@code quality/benchmarks/results} and gives its path. */
  static Path save(Path root, List<Row> rows) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(root.resolve("quality/benchmarks/results"));
    String commit = commit(root);
    Path file = directory.resolve(LocalDate.now(ZoneOffset.UTC) + "-" + commit + ".jsonl");
    List<String> lines = new ArrayList<>();
    lines.add(machine(commit));
    rows.stream().map(Row::json).forEach(lines::add);
    Files.write(file, lines);
    return root.relativize(file);
  }

  private static String machine(String commit) throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return "{\"commit\":%s,\"cpu\":%s,\"cores\":%d,\"memory_bytes\":%d,\"os\":%s,\"jdk\":%s}"
        .formatted(
            Json.of(commit),
            Json.of(processor()),
            system.getAvailableProcessors(),
            system.getTotalMemorySize(),
            Json.of(System.getProperty("os.name") + " " + System.getProperty("os.arch")),
            Json.of(System.getProperty("java.vm.name") + " " + Runtime.version()));
  }

  /** The processor's name, where Linux tells it. */
  private static String processor() throws IOException {
    Path information = Path.of("/proc/cpuinfo");
    if (!Files.exists(information)) {
      return "unknown";
    }
    return Files.readAllLines(information).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  /** The commit that is checked out, with a + if files differ from it. */
  private static String commit(Path root) throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "describe", "--always", "--dirty=+", "--exclude=*")
            .directory(root.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output = git.inputReader()) {
      String name = output.readLine();
      boolean ended = git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0;
      return ended && name != null ? name : "unknown";
    } finally {
      git.destroyForcibly();
    }
  }
}
