package io.skipruntime.benchmarks.inspector;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.EntryPage;
import io.skipruntime.engine.EntrySelection;
import io.skipruntime.engine.Inspector;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code bench inspector}: updates of a service that is inspected and watched beside
 * the same updates of one that is not, in turn in one process; and pages of a large collection.
 */
@Command(
    name = "inspector",
    mixinStandardHelpOptions = true,
    description = "What it costs to look into a service, beside one that is not looked into.")
public final class InspectorCost implements Callable<Integer> {

  private static final int PAGE = 100;
  private static final int PAGES = 2_000;
  private static final int LOAD = 100_000;

  /** With these, one place leads to another that is far away. */
  private static final long FACTOR = 31;

  private static final long STEP = 7_919;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rounds",
      defaultValue = "21",
      description = "how often each service is measured; the median of the ratios counts")
  private int rounds;

  @Option(names = "--updates", defaultValue = "20000", description = "the updates of a round")
  private int updates;

  @Option(
      names = "--entries",
      defaultValue = "10000000",
      description = "how many entries the collection has of which pages are read")
  private long entries;

  @Override
  public Integer call() throws IOException, InterruptedException {
    compare("a chain of 3 maps", new ChainsService(1, 3, 10_000));
    compare("20 chains of 25 maps", new ChainsService(20, 25, 10_000));
    pages();
    return 0;
  }

  private void print(String format, Object... arguments) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", arguments);
    spec.commandLine().getOut().flush();
  }

  private static SkipServer started(ChainsService service, boolean isInspected) {
    EngineOptions engine = EngineOptions.defaults().withInspect(isInspected);
    return SkipServer.start(
        service, ServerOptions.defaults().withPorts(0, 0).withEngine(engine).withRequestLog("off"));
  }

  private void compare(String name, ChainsService chains) throws InterruptedException {
    try (SkipServer plain = started(chains, false);
        SkipServer inspected = started(chains, true)) {
      Watcher watcher = new Watcher(inspected.controlPort());
      double[] plainNanos = new double[rounds];
      double[] watchedNanos = new double[rounds];
      double[] ratios = new double[rounds];
      nanosPerUpdate(plain.instance(), chains.entries());
      nanosPerUpdate(inspected.instance(), chains.entries());
      for (int i = 0; i < rounds; i++) {
        plainNanos[i] = nanosPerUpdate(plain.instance(), chains.entries());
        watchedNanos[i] =
            watcher.whileWatching(() -> nanosPerUpdate(inspected.instance(), chains.entries()));
        ratios[i] = watchedNanos[i] / plainNanos[i];
      }
      print(
          "%-22s  an update %6.0f ns, inspected and watched %6.0f ns, × %.2f",
          name, median(plainNanos), median(watchedNanos), median(ratios));
    }
  }

  /** The CPU time of the thread that writes, which other programs disturb less than its time. */
  private double nanosPerUpdate(ServiceInstance service, int keys) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < updates; i++) {
      service.update("numbers", List.of(Entry.of((long) (i % keys), (long) i + start)));
    }
    return (double) (threads.getCurrentThreadCpuTime() - start) / updates;
  }

  private static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A client that asks for what the page shows, as often as the page does. */
  private static final class Watcher {

    private static final long PAUSE_MILLIS = 1_000;
    private static final List<String> PATHS = List.of("", "/graph", "/commits?limit=50");

    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    Watcher(int port) {
      this.port = port;
    }

    double whileWatching(Callable<Double> work) throws InterruptedException {
      Thread thread = Thread.ofPlatform().daemon().start(this::watch);
      try {
        return work.call();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      } finally {
        thread.interrupt();
        thread.join();
      }
    }

    private void watch() {
      try {
        while (true) {
          for (String path : PATHS) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/v1/inspect" + path);
            HttpResponse<Void> answer =
                client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() != 200) {
              throw new IllegalStateException(uri + " answers " + answer.statusCode());
            }
          }
          Thread.sleep(PAUSE_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void pages() {
    try (ServiceInstance service =
        ServiceInstance.start(new ChainsService(1, 1, 0), EngineOptions.defaults())) {
      long start = System.nanoTime();
      for (long first = 0; first < entries; first += LOAD) {
        service.update(
            "numbers",
            LongStream.range(first, Math.min(entries, first + LOAD))
                .mapToObj(key -> Entry.of(key, key))
                .toList());
      }
      print("load of %,d entries  %.1f s", entries, (System.nanoTime() - start) / 1e9);
      print("heap with them  %,d MB", heapBytes() >> 20);
      Inspector inspector = service.inspector();
      String node =
          inspector.nodes().stream()
              .filter(each -> each.id().name().equals("numbers"))
              .findFirst()
              .orElseThrow()
              .id()
              .fingerprint();
      read(inspector, node, "one after the other", each -> each.map(Json::of));
      read(
          inspector,
          node,
          "here and there",
          each -> Optional.of(Json.of((each.orElse(0L) * FACTOR + STEP) % entries)));
      print("heap after that  %,d MB", heapBytes() >> 20);
    }
  }

  private void read(
      Inspector inspector, String node, String how, Function<Optional<Long>, Optional<Json>> next) {
    List<Double> micros = new ArrayList<>();
    Optional<Long> last = Optional.empty();
    for (int i = 0; i < PAGES; i++) {
      EntrySelection selection =
          new EntrySelection(
              Optional.empty(), next.apply(last), Optional.empty(), Optional.empty(), PAGE);
      long start = System.nanoTime();
      EntryPage page = inspector.page(node, selection, Optional.empty());
      micros.add((System.nanoTime() - start) / 1e3);
      last =
          page.entries().isEmpty()
              ? Optional.empty()
              : Optional.of((Long) page.entries().getLast().key());
    }
    micros.sort(null);
    print(
        "pages of %d, %s  half within %.0f µs, 99 %% within %.0f µs",
        PAGE, how, micros.get(PAGES / 2), micros.get(PAGES * 99 / 100));
  }

  private static long heapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
