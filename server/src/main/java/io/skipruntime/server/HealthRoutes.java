package io.skipruntime.server;

import io.skipruntime.SourceStatus;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;

/** How the server is doing: the routes for whoever operates it. */
final class HealthRoutes {

  private final ServiceInstance service;
  private final Metrics metrics;

  HealthRoutes(ServiceInstance service, Metrics metrics) {
    this.service = service;
    this.metrics = metrics;
  }

  /** The routes of both listeners. */
  List<Route> routes() {
    return List.of(
        Route.immediate("GET", "/healthz", call -> Answer.text(200, "ok\n")),
        Route.blocking("GET", "/readyz", this::ready));
  }

  /** The route with numbers. */
  Route metricsRoute() {
    return Route.blocking("GET", "/metrics", metrics::answer);
  }

  private Answer ready(Call call) {
    List<SourceStatus> statuses = service.sourceStatuses();
    long loading = count(statuses, SourceStatus.State.LOADING);
    long failed = count(statuses, SourceStatus.State.FAILED);
    if (loading + failed == 0) {
      return Answer.text(200, "ready\n");
    }
    throw new RefusedException(
        503,
        "not-ready",
        "of %d external sources %d are loading and %d have failed"
            .formatted(statuses.size(), loading, failed));
  }

  private static long count(List<SourceStatus> statuses, SourceStatus.State state) {
    return statuses.stream().filter(each -> each.state() == state).count();
  }
}
