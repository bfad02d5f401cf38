package io.skipruntime.engine.journal;

import static io.skipruntime.engine.sink.MemoryTarget.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.ResourceSink;
import io.skipruntime.SinkStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.journal.MemoryJournal.Way;
import io.skipruntime.engine.sink.MemoryTarget;
import io.skipruntime.engine.sink.MemoryTarget.Applied;
import io.skipruntime.engine.sink.MemoryTarget.Fault;
import io.skipruntime.engine.sink.SinkService;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sinks of services that are stopped or crash, and start again. */
class SinkRestartTest {

  /** {@code -Dskip.sinkSeconds=120} for more. */
  private static final long SECONDS = Long.getLong("skip.sinkSeconds", 1);

  private final List<ServiceInstance> started = new ArrayList<>();
  private final MemoryJournal journal = MemoryJournal.delayed(1, Way.REPLAY);
  private MemoryTarget.@Nullable Line line;

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  private ServiceInstance start(MemoryTarget target) {
    return start(target, EngineOptions.defaults().withPersistence(journal));
  }

  private ServiceInstance start(MemoryTarget target, EngineOptions options) {
    line = target.line();
    ServiceInstance service =
        ServiceInstance.start(
            new SinkService(Map.of("copy", ResourceSink.of("all", line))),
            options.withCloseMillis(500));
    started.add(service);
    return service;
  }

  /** Ends a service as the end of its process does. */
  private void crash(ServiceInstance service, boolean isPersistent) {
    Objects.requireNonNull(line).cut();
    if (isPersistent) {
      journal.crash();
    }
    service.close();
  }

  private static void put(ServiceInstance service, long key, Long... numbers) {
    service.update("numbers", List.of(new Entry<>(key, List.of(numbers))));
  }

  private static Map<Json, Json> all(ServiceInstance service) {
    Map<Json, Json> contents = new TreeMap<>();
    for (Entry<Long, Long> entry : service.<Long, Long>getAll("all")) {
      contents.put(
          Json.from(entry.key()), Json.array(entry.values().stream().map(Json::from).toList()));
    }
    return contents;
  }

  private static void awaitCopy(ServiceInstance service, MemoryTarget target) {
    await(() -> {
      SinkStatus status = service.sinks().statuses().getFirst();
      return target.contents().equals(all(service))
          && status.state() == SinkStatus.State.LIVE
          && status.lag().equals(SinkStatus.Lag.NONE);
    });
  }

  private static long resyncs(MemoryTarget target) {
    return target.applied().stream().filter(Applied::isResync).count();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sink_goesOnWhereItWas_afterAnOrderlyStop(boolean keepsPositions) {
    MemoryTarget target = new MemoryTarget(keepsPositions);
    ServiceInstance service = start(target);
    put(service, 1, 10L);
    put(service, 2, 20L);
    awaitCopy(service, target);
    target.away(true);
    put(service, 2);
    put(service, 3, 30L);
    service.close();
    target.away(false);
    ServiceInstance next = start(target);
    awaitCopy(next, target);
    assertThat(resyncs(target)).isEqualTo(1);
    assertThat(target.applied().getLast().entries())
        .containsExactly(new Entry<>(2L, List.of()), Entry.of(3L, 30L));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sink_goesOnWhereItWas_afterACrash(boolean keepsPositions) {
    MemoryTarget target = new MemoryTarget(keepsPositions);
    ServiceInstance service = start(target);
    put(service, 1, 10L);
    awaitCopy(service, target);
    put(service, 2, 20L);
    awaitCopy(service, target);
    target.away(true);
    put(service, 1);
    crash(service, true);
    target.away(false);
    ServiceInstance next = start(target);
    awaitCopy(next, target);
    assertThat(resyncs(target)).isEqualTo(1);
    assertThat(target.contents()).containsOnlyKeys(Json.of(2));
  }

  @Test
  void sink_beginsAgainWithEverything_withoutPersistence() {
    MemoryTarget target = new MemoryTarget(true);
    ServiceInstance service = start(target, EngineOptions.defaults());
    put(service, 1, 10L);
    awaitCopy(service, target);
    service.close();
    ServiceInstance next = start(target, EngineOptions.defaults());
    put(next, 2, 20L);
    awaitCopy(next, target);
    assertThat(resyncs(target)).isEqualTo(2);
    assertThat(target.contents()).containsOnlyKeys(Json.of(2));
  }

  /** The batch that failed had brought the key there. */
  @Test
  void keyThatIsGoneAgain_isDeletedAtTheTarget_whenABatchFailedHalfway() {
    MemoryTarget target = new MemoryTarget(false);
    ServiceInstance service = start(target, EngineOptions.defaults());
    put(service, 1, 10L);
    awaitCopy(service, target);
    target.fail(Fault.AFTER, Fault.BEFORE, Fault.BEFORE, Fault.BEFORE);
    put(service, 2, 20L);
    await(() -> target.contents().containsKey(Json.of(2)));
    put(service, 2);
    awaitCopy(service, target);
    assertThat(target.contents()).containsOnlyKeys(Json.of(1));
  }

  /** Random writes, faults of the target, stops and crashes of the service. */
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void target_equalsTheResource_whateverFails(boolean keepsPositions, boolean isPersistent) {
    Random random = new Random(Long.getLong("skip.seed", 1));
    MemoryTarget target = new MemoryTarget(keepsPositions);
    long begin = System.nanoTime();
    do {
      ServiceInstance service =
          isPersistent ? start(target) : start(target, EngineOptions.defaults());
      int rounds = random.nextInt(8);
      for (int round = 0; round < rounds; round++) {
        trouble(target, random);
        for (int write = random.nextInt(20); write > 0; write--) {
          long key = random.nextInt(10);
          if (random.nextInt(3) == 0) {
            put(service, key);
          } else {
            put(service, key, random.nextLong(100));
          }
        }
        if (random.nextInt(3) == 0) {
          target.heal();
          awaitCopy(service, target);
        }
      }
      target.heal();
      if (random.nextBoolean()) {
        crash(service, isPersistent);
      } else {
        service.close();
      }
    } while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(SECONDS));
    ServiceInstance last = isPersistent ? start(target) : start(target, EngineOptions.defaults());
    awaitCopy(last, target);
  }

  private static void trouble(MemoryTarget target, Random random) {
    switch (random.nextInt(6)) {
      case 0 -> target.away(true);
      case 1 -> target.fail(Fault.BEFORE);
      case 2 -> target.fail(Fault.WITHIN, Fault.WITHIN);
      case 3 -> target.fail(Fault.AFTER);
      default -> target.away(false);
    }
  }
}
