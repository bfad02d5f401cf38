package io.skipruntime.benchmarks.durable;

import io.skipruntime.benchmarks.http.HttpTask;
import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.journal.DataDirectory;
import io.skipruntime.journal.Persistence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code bench durable}: writes that are kept, by 1, 32 and 256 writers, beside the
 * same writes that are not kept and beside a log that is written by hand, in one run; writes over
 * HTTP that are kept and not kept; writes while snapshots are written; and starts on a directory
 * with many entries.
 */
@Command(
    name = "durable",
    mixinStandardHelpOptions = true,
    description = "What it costs to keep data, beside a log that is written by hand.")
public final class Durable implements Callable<Integer> {

  private static final List<Integer> WRITERS = List.of(1, 32, 256);
  private static final int BATCH = 100;

  @Option(names = "--seconds", defaultValue = "3", description = "how long each load runs")
  private double seconds;

  @Option(
      names = "--entries",
      defaultValue = "1000000",
      description = "how many entries the directory has that is started on")
  private long entries;

  private Path scratch = Path.of("");
  private int stores;

  @Override
  public Integer call() throws IOException, InterruptedException {
    scratch = Files.createTempDirectory("skip-durable");
    try {
      for (int writers : WRITERS) {
        compare(writers, 1);
      }
      compare(32, BATCH);
      requests();
      snapshots();
      starts();
      return 0;
    } finally {
      delete(scratch);
    }
  }

  private Path next() {
    stores++;
    return scratch.resolve("store" + stores);
  }

  private void compare(int writers, int batch) throws IOException, InterruptedException {
    String name = writers + " writers of " + batch + ", ";
    try (Store store = RecordsService.store(Optional.empty())) {
      print(Load.of(store, writers, batch, seconds).line(name + "not kept"));
    }
    try (Store store = RecordsService.store(Optional.of(Persistence.in(next())))) {
      print(Load.of(store, writers, batch, seconds).line(name + "kept"));
    }
    try (Store store = new HandLog(next())) {
      print(Load.of(store, writers, batch, seconds).line(name + "log by hand"));
    }
  }

  /** Requests to servers that are processes of their own, one of which keeps its data. */
  private void requests() throws IOException {
    Meter meter = new Meter(0, (long) (seconds * TimeUnit.SECONDS.toMillis(1)));
    printRequests("32 connections, PATCH of 1, not kept", HttpTask.measureNotKept(meter));
    printRequests("32 connections, PATCH of 1, kept", HttpTask.measureKept(next(), meter));
  }

  private static void printRequests(String name, Measurement measured) {
    Measurement.Served served = measured.served().orElseThrow();
    Load load =
        new Load(
            served.perSecond(),
            served.perSecond(),
            served.halfMicros() / 1e3,
            served.mostMicros() / 1e3,
            measured.cpuMicros());
    print(load.line(name));
  }

  /** The same load without snapshots, and with one after the other. */
  private void snapshots() throws InterruptedException {
    long size = Math.min(entries, 1_000_000);
    try (Store store = RecordsService.store(Optional.of(Persistence.in(next())))) {
      fill(store, size);
      print(Load.of(store, 32, 1, seconds).line("32 writers, no snapshot"));
    }
    Persistence always = Persistence.in(next()).withSnapshotBytes(1).withProgramVersion("bench");
    try (Store store = RecordsService.store(Optional.of(always))) {
      fill(store, size);
      print(Load.of(store, 32, 1, seconds).line("32 writers, snapshots of " + size + " entries"));
    }
  }

  private static void fill(Store store, long size) {
    for (long first = 0; first < size; first += 10_000) {
      store.put(first, (int) Math.min(10_000, size - first), 1);
    }
  }

  private void starts() throws IOException {
    Path directory = next();
    Path backup = scratch.resolve("backup.zip");
    try (Store store = RecordsService.store(Optional.of(Persistence.in(directory)))) {
      long begin = System.nanoTime();
      fill(store, entries);
      print(
          String.format(
              Locale.ROOT,
              "load of %d entries  %.1f s",
              entries,
              (System.nanoTime() - begin) / 1e9));
      DataDirectory.at(directory).backup(backup, line -> {});
    }
    print(
        String.format(
            Locale.ROOT,
            "start on %d entries after an orderly stop  %.1f s",
            entries,
            RecordsService.startSeconds(directory)));
    Path restored = next();
    DataDirectory.restore(backup, restored, line -> {});
    print(
        String.format(
            Locale.ROOT,
            "start on %d entries from a snapshot and log, folded  %.1f s",
            entries,
            RecordsService.startSeconds(restored)));
  }

  private static void print(String line) {
    System.out.println(line);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
