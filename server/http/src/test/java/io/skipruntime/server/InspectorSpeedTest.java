package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of the inspector stays fluid with a large graph that changes all the time, in a real
 * browser, where there is one. With the property {@code skip.inspector.seconds}, for an idle
 * machine, it runs for so long at 1,000 commits per second, and fails if a task of the page took
 * more than 100 ms. What an update costs beside one without the inspector is measured by {@code
 * ./skip bench inspector}.
 */
final class InspectorSpeedTest {

  private static final int CHAINS = 20;
  private static final int LINKS = 25;
  private static final int NODES = CHAINS * LINKS + 1;
  private static final long SECONDS = Long.getLong("skip.inspector.seconds", 0);
  private static final long COMMITS_PER_SECOND = 1_000;
  private static final long USUAL_COMMITS = 2_000;

  record Numbers(EagerCollection<Long, Long> numbers) {}

  /** Adds a number that makes each node of the graph another one. */
  record Add(long number) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (key % CHAINS == number / LINKS) {
        out.emit(key, values.getUnique() + number);
      }
    }
  }

  /** A graph of chains, in which a change runs through one of them. */
  static final class Chains implements SkipService<Numbers, Numbers> {
    @Override
    public Numbers createGraph(Numbers inputs, Context context) {
      for (int chain = 0; chain < CHAINS; chain++) {
        EagerCollection<Long, Long> last = inputs.numbers();
        for (int link = 0; link < LINKS; link++) {
          last = last.map(new Add(chain * LINKS + link));
        }
      }
      return inputs;
    }

    @Override
    public Resources<Numbers> resources() {
      return Resources.<Numbers>empty().and("numbers", (shared, context) -> shared.numbers());
    }
  }

  @TempDir private Path profile = Path.of("");

  private static ServerOptions options() {
    return ServerOptions.defaults().withEngine(EngineOptions.defaults().withInspect(true));
  }

  private static void write(ServiceInstance service, long number) {
    service.update("numbers", List.of(Entry.of(number % 100, number)));
  }

  /** Writes at the rate of the class, and tells how many commits a second there were. */
  private static double writeAll(ServiceInstance service, long commits)
      throws InterruptedException {
    long start = System.nanoTime();
    AtomicLong written = new AtomicLong();
    CountDownLatch done = new CountDownLatch(1);
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      var unused =
          clock.scheduleAtFixedRate(
              () -> {
                write(service, written.incrementAndGet());
                if (written.get() >= commits) {
                  done.countDown();
                }
              },
              0,
              TimeUnit.SECONDS.toNanos(1) / COMMITS_PER_SECOND,
              TimeUnit.NANOSECONDS);
      assertThat(done.await(10 + 2 * SECONDS + commits / 50, TimeUnit.SECONDS)).isTrue();
      clock.shutdownNow();
    }
    return commits * 1e9 / (System.nanoTime() - start);
  }

  @Test
  void page_isNotDrawnAgain_andHasNoLongTask_whileTheGraphChanges() throws Exception {
    try (TestServer server = new TestServer(new Chains(), options());
        Tab tab = Tab.open(server.control("/inspect").toString(), profile)) {
      tab.look(1440, 900, "light");
      tab.until("document.querySelectorAll('svg .node').length === " + (LINKS + 1));
      tab.evaluate("document.querySelector('#fold').click()");
      tab.until("document.querySelectorAll('svg .node').length === " + NODES);
      tab.evaluate(
          """
          (() => {
            window.tasks = [];
            window.first = document.querySelector("svg .node");
            new PerformanceObserver((list) => tasks.push(...list.getEntries().map((each) => each.duration)))
              .observe({ type: "longtask" });
          })()\
          """);
      double rate =
          writeAll(
              server.server().instance(),
              SECONDS == 0 ? USUAL_COMMITS : SECONDS * COMMITS_PER_SECOND);
      tab.until("document.querySelectorAll('svg .hot').length > 0");
      tab.until(
          "document.querySelector('tbody').innerText.includes('Add')"
              + " && document.querySelector('#state').textContent === 'live'");

      assertThat(tab.evaluate("window.first === document.querySelector('svg .node')"))
          .isEqualTo(Json.of(true));
      String tasks = tab.evaluate("JSON.stringify(tasks)").asString();
      System.out.printf(
          "long tasks of the page, in ms: %s, at %.0f commits/s and %d nodes%n",
          tasks, rate, NODES);
      if (SECONDS > 0) {
        assertThat(rate).isGreaterThan(0.9 * COMMITS_PER_SECOND);
        assertThat(tab.evaluate("Math.max(0, ...tasks) < 100")).as(tasks).isEqualTo(Json.of(true));
      }
    }
  }
}
