package io.skipruntime.server.route;

import io.skipruntime.SourceStatus;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.OrderStatus;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.engine.spi.StuckFunction;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import io.skipruntime.server.metrics.Metrics;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The routes that tell operators how the server is doing. */
final class HealthRoutes {

  private static final int MAX_NAMED = 20;
  private static final double MILLIS = 1_000;

  private final ServiceInstance service;
  private final Metrics metrics;
  private final long mostBehindMillis;

  /**
   * Routes for a service.
   *
   * @param mostBehindMillis for how long a node of a cluster may be behind and ready; 0 for ever
   */
  HealthRoutes(ServiceInstance service, Metrics metrics, long mostBehindMillis) {
    this.service = service;
    this.metrics = metrics;
    this.mostBehindMillis = mostBehindMillis;
  }

  /** The routes of a listener that is open to subscribers: sources are counted, not named. */
  List<Route> routes() {
    return routes(statuses -> "");
  }

  /** The routes of the listener that is for operators. */
  List<Route> detailedRoutes() {
    return routes(
        statuses -> storageTrouble() + clusterTrouble() + troubles(statuses) + sinkTroubles());
  }

  private List<Route> routes(Function<List<SourceStatus>, String> details) {
    return List.of(
        Route.immediate("GET", "/healthz", call -> Answer.text(200, "ok\n")),
        Route.blocking("GET", "/readyz", call -> ready(details)));
  }

  /** The route with numbers. */
  Route metricsRoute() {
    return Route.blocking("GET", "/metrics", metrics::answer);
  }

  private Answer ready(Function<List<SourceStatus>, String> details) {
    service
        .health()
        .broken()
        .ifPresent(broken -> {
          throw broken;
        });
    service.health().stuck().ifPresent(HealthRoutes::refuse);
    service.storage().filter(HealthRoutes::isUnusable).ifPresent(HealthRoutes::refuse);
    service.order().filter(this::isTooFarBehind).ifPresent(HealthRoutes::refuse);
    List<SourceStatus> statuses = service.sourceStatuses();
    long loading = count(statuses, SourceStatus.State.LOADING);
    long failed = count(statuses, SourceStatus.State.FAILED);
    long stale = count(statuses, SourceStatus.State.STALE);
    if (loading + failed == 0) {
      String staleness =
          stale == 0
              ? ""
              : "of %d external sources %d are stale\n".formatted(statuses.size(), stale);
      return Answer.text(200, "ready\n" + staleness + details.apply(statuses));
    }
    throw new RefusedException(
        503,
        "not-ready",
        "of %d external sources %d are loading and %d have failed"
                .formatted(statuses.size(), loading, failed)
            + details.apply(statuses).lines().map("; "::concat).collect(Collectors.joining()));
  }

  private static void refuse(StuckFunction stuck) {
    List<Json> stack =
        stuck.stack().stream().<Json>map(frame -> JsonString.wellFormed(frame.toString())).toList();
    throw new RefusedException(
        ProblemDocument.of(503, "busy", "all writes wait for " + stuck)
            .with("function", JsonString.wellFormed(stuck.function()))
            .with("key", JsonString.wellFormed(stuck.key()))
            .with("since", Json.of(stuck.since().toString()))
            .with("stack", Json.array(stack)));
  }

  private boolean isTooFarBehind(OrderStatus order) {
    return mostBehindMillis > 0 && order.behindSeconds() * MILLIS > mostBehindMillis;
  }

  private static void refuse(OrderStatus behind) {
    throw new RefusedException(
        503,
        "not-ready",
        "this node of the cluster has been behind the log for %.0f s, now by %.0f records: see what its functions do, or raise cluster-behind-seconds"
            .formatted(behind.behindSeconds(), behind.figures().getOrDefault("behind", 0.0)));
  }

  private static boolean isUnusable(StorageStatus storage) {
    return storage.state() == StorageStatus.State.FAILED
        || storage.state() == StorageStatus.State.FULL;
  }

  /** What is wrong with the storage while it can be used: a line, or nothing. */
  private String storageTrouble() {
    return service
        .storage()
        .map(StorageStatus::detail)
        .filter(detail -> !detail.isEmpty())
        .map(detail -> "storage: " + onOneLine(detail) + "\n")
        .orElse("");
  }

  /** What is wrong with the cluster that the service is a node of: a line, or nothing. */
  private String clusterTrouble() {
    return service
        .order()
        .filter(order -> order.state() != OrderStatus.State.FOLLOWING || !order.detail().isEmpty())
        .map(order ->
            "cluster: %s %s\n"
                .formatted(
                    order.state().name().toLowerCase(Locale.ROOT), onOneLine(order.detail())))
        .orElse("");
  }

  private static void refuse(StorageStatus storage) {
    throw new RefusedException(
        503,
        storage.state() == StorageStatus.State.FULL ? "storage-full" : "storage-failed",
        storage.detail());
  }

  /**
   * What is wrong with the sources that are not live, do not have all keys, or have warnings: a
   * line for each of the first.
   */
  private static String troubles(List<SourceStatus> statuses) {
    return statuses.stream()
        .filter(HealthRoutes::isTroubled)
        .sorted(Comparator.comparing(SourceStatus::since))
        .limit(MAX_NAMED)
        .map(HealthRoutes::describe)
        .collect(Collectors.joining());
  }

  private static boolean isTroubled(SourceStatus status) {
    return status.state() != SourceStatus.State.LIVE
        || status.rejected().count() > 0
        || !status.warnings().isEmpty();
  }

  /** What is wrong with the sinks, which have no part in readiness; likewise. */
  private String sinkTroubles() {
    return service.sinks().statuses().stream()
        .filter(SinkJson::isTroubled)
        .limit(MAX_NAMED)
        .map(each -> SinkJson.trouble(each) + "\n")
        .collect(Collectors.joining());
  }

  private static String describe(SourceStatus status) {
    return "source %s/%s %s since %s%s\n"
        .formatted(
            status.service(),
            status.identifier(),
            status.state().name().toLowerCase(Locale.ROOT),
            status.since().truncatedTo(ChronoUnit.MILLIS),
            onOneLine(
                status.reason().map(": "::concat).orElse("")
                    + status.progress().map(HealthRoutes::describe).orElse("")
                    + status.lag().map(HealthRoutes::describe).orElse("")
                    + describe(status.rejected())
                    + status.warnings().stream()
                        .map(", warning: "::concat)
                        .collect(Collectors.joining())));
  }

  private static String describe(SourceStatus.Progress progress) {
    String estimate =
        progress.estimated() == 0 ? "" : " of about %d".formatted(progress.estimated());
    return ", loaded %d%s entries".formatted(progress.loaded(), estimate);
  }

  private static String describe(SourceStatus.Lag lag) {
    return lag.amount() == 0 ? "" : ", %d %s behind".formatted(lag.amount(), lag.unit());
  }

  private static String describe(SourceStatus.Rejections rejections) {
    return rejections.first().stream()
        .findFirst()
        .map(first ->
            ", %d keys have no usable value, such as %s: %s"
                .formatted(rejections.count(), first.key(), first.why()))
        .orElse("");
  }

  private static String onOneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private static long count(List<SourceStatus> statuses, SourceStatus.State state) {
    return statuses.stream().filter(each -> each.state() == state).count();
  }
}
