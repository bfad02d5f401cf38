package io.skipruntime.jdbc;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A running service that mirrors a database: what it has of it, and how the sources are doing. */
final class Followed implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 60;
  static final Json NO_PARAMS = Json.object(Map.of());

  private final ExternalService database;
  private final ServiceInstance service;

  /** A question that may fail. */
  interface Question {
    boolean ask() throws Exception;
  }

  Followed(ExternalService database, EngineOptions options, ExternalResource<?, ?>... mirrored) {
    this.database = database;
    service = ServiceInstance.start(new Mirror(database, List.of(mirrored)), options);
  }

  Followed(ExternalService database, ExternalResource<?, ?>... mirrored) {
    this(database, EngineOptions.defaults().withIdleMillis(1_000_000), mirrored);
  }

  ServiceInstance service() {
    return service;
  }

  /** The entries of a resource, as {@code key=value …} in JSON. */
  String entries(String resource, Json params) {
    return service.<Object, Object>getAll(resource, params).stream()
        .map(Followed::text)
        .collect(Collectors.joining(" "));
  }

  private static String text(Entry<Object, Object> entry) {
    String values =
        entry.values().stream()
            .map(value -> Json.from(value).toString())
            .collect(Collectors.joining("|"));
    return Json.from(entry.key()) + "=" + values;
  }

  String entries(String resource) {
    return entries(resource, NO_PARAMS);
  }

  SourceStatus status(String resource) {
    return service.sourceStatuses().stream()
        .filter(each -> each.identifier().equals(resource))
        .findFirst()
        .orElseThrow();
  }

  void becomes(String resource, String entries) throws Exception {
    until(() -> entries(resource).equals(entries));
  }

  void becomesStale(String resource, String reason) throws Exception {
    until(() ->
        status(resource).state() == SourceStatus.State.STALE
            && status(resource).reason().filter(text -> text.contains(reason)).isPresent());
  }

  void becomesLive(String resource) throws Exception {
    until(() -> status(resource).state() == SourceStatus.State.LIVE);
  }

  void until(Question question) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!question.ask()) {
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
    database.shutdown().toCompletableFuture().join();
  }
}
