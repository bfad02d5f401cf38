package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.contents;
import static io.skipruntime.language.typescript.Programs.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerProgram;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Resources that were opened and closed leave nothing behind, neither here nor in the worker. */
final class OpeningsTest {

  /** With {@code -Dskip.workers.openings=100000}, the long form. */
  private static final int OPENINGS = Integer.getInteger("skip.workers.openings", 1_200);

  /** So many may be known to the worker that are closed, until memory is collected here. */
  private static final int COLLECTED_EVERY = 200;

  private static final int PARAMETER_LENGTH = 10_000;

  /** What was left behind of half of the openings, with parameters of such a length, is more. */
  private static final long MOST_BYTES = 3_000_000;

  private final AtomicLong millis = new AtomicLong();
  private int opened;

  private void open(ServiceInstance service, int count) {
    for (int end = opened + count; opened < end; opened++) {
      String text = String.valueOf(opened).repeat(PARAMETER_LENGTH).substring(0, PARAMETER_LENGTH);
      Json mark = Json.object(Map.of("mark", Json.of(text), "number", Json.of(opened)));
      service.instantiateResource("open", "opened", mark);
      update(service, "numbers", "[[1,[" + opened + "]]]");
      assertThat(service.getArray("opened", mark, Json.of(1)).toString())
          .isEqualTo("[" + 5L * opened + "]");
      service.closeResourceInstance("open");
      millis.addAndGet(2);
      service.collectIdle();
      if (opened % COLLECTED_EVERY == 0) {
        System.gc();
      }
    }
  }

  private long usedHere() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private long usedThere(ServiceInstance service) {
    update(service, "asked", "[[" + opened + ",[1]]]");
    return Json.parse(contents(service, "memory", "{}"))
        .asArray()
        .elements()
        .getLast()
        .asArray()
        .get(1)
        .asArray()
        .get(0)
        .asLong();
  }

  @Test
  void memory_isThatOfBefore_whenResourcesWereOpenedAndClosed() {
    EngineOptions engine =
        EngineOptions.defaults()
            .withIdleMillis(1)
            .withClock(() -> Instant.ofEpochMilli(millis.get()));
    try (WorkerProgram program =
        Programs.start(
            Programs.file("openings.mjs"),
            options -> Programs.withNodeOption(options, "--expose-gc"),
            ServerOptions.defaults().withPorts(0, 0).withEngine(engine))) {
      ServiceInstance service = program.service();
      open(service, OPENINGS / 2);
      long here = usedHere();
      long there = usedThere(service);
      open(service, OPENINGS / 2);
      long moreHere = usedHere() - here;
      long moreThere = usedThere(service) - there;
      System.out.printf(
          "after %d openings, after half of them: %d and %d bytes more here, %d and %d in Node%n",
          OPENINGS, here, moreHere, there, moreThere);
      assertThat(moreHere).isLessThan(MOST_BYTES);
      assertThat(moreThere).isLessThan(MOST_BYTES);
    }
  }
}
