package io.skipruntime.engine.followed;

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

/** A running service that mirrors a source: what it has of it, and how the source is doing. */
public final class Followed implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 60;
  public static final Json NO_PARAMS = Json.object(Map.of());

  private final ExternalService source;
  private final ServiceInstance service;

  /** A question that may fail. */
  public interface Question {
    boolean ask() throws Exception;
  }

  /**
   * A service that has started.
   *
   * @param mirrored the resources of {@code source}, all of one name for it
   */
  public Followed(
      ExternalService source, EngineOptions options, ExternalResource<?, ?>... mirrored) {
    this.source = source;
    service = ServiceInstance.start(new Mirror(source, List.of(mirrored)), options);
  }

  /** The same with the usual options, but that what is idle is kept. */
  public Followed(ExternalService source, ExternalResource<?, ?>... mirrored) {
    this(source, EngineOptions.defaults().withIdleMillis(1_000_000), mirrored);
  }

  public ServiceInstance service() {
    return service;
  }

  /** The entries of a resource, as {@code key=value …} in JSON. */
  public String entries(String resource, Json params) {
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

  public String entries(String resource) {
    return entries(resource, NO_PARAMS);
  }

  public SourceStatus status(String resource) {
    return service.sourceStatuses().stream()
        .filter(each -> each.identifier().equals(resource))
        .findFirst()
        .orElseThrow();
  }

  public void becomes(String resource, String entries) throws Exception {
    until(() -> entries(resource).equals(entries));
  }

  public void becomesStale(String resource, String reason) throws Exception {
    until(() ->
        status(resource).state() == SourceStatus.State.STALE
            && status(resource).reason().filter(text -> text.contains(reason)).isPresent());
  }

  public void becomesLive(String resource) throws Exception {
    until(() -> status(resource).state() == SourceStatus.State.LIVE);
  }

  public void until(Question question) throws Exception {
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
    source.shutdown().toCompletableFuture().join();
  }
}
