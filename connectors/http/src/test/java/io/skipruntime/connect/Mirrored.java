package io.skipruntime.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A running {@link MirrorService}: what it has of its source, and how that is doing. */
final class Mirrored implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 60;
  static final Json NO_PARAMS = Json.object(Map.of());

  private final ServiceInstance service;

  Mirrored(ExternalService source) {
    service =
        ServiceInstance.start(
            new MirrorService(source), EngineOptions.defaults().withIdleMillis(1_000_000));
  }

  ServiceInstance service() {
    return service;
  }

  /** The rows without parameters, as {@code {key=value, …}}. */
  String rows() {
    return rows(NO_PARAMS);
  }

  String rows(Json params) {
    Map<String, Long> rows = new TreeMap<>();
    for (Entry<String, Long> entry : service.<String, Long>getAll("rows", params)) {
      rows.put(entry.key(), entry.values().getFirst());
    }
    return rows.toString();
  }

  SourceStatus status() {
    assertThat(service.sourceStatuses()).hasSize(1);
    return service.sourceStatuses().getFirst();
  }

  /** Waits until the source is in a state. */
  SourceStatus become(SourceStatus.State state) {
    until(() -> status().state() == state);
    return status();
  }

  /** Waits until the source is stale for a reason, which holds some text. */
  void becomeStale(String reason) {
    until(() ->
        status().state() == SourceStatus.State.STALE
            && status().reason().filter(text -> text.contains(reason)).isPresent());
  }

  void becomeLiveWith(String rows) {
    until(() -> status().state() == SourceStatus.State.LIVE && rows().equals(rows));
  }

  void until(BooleanSupplier question) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!question.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within " + TIMEOUT_SECONDS + " s; there are " + service.sourceStatuses());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
