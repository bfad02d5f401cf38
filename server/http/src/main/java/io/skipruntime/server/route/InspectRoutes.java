package io.skipruntime.server.route;

import io.skipruntime.engine.ServiceInstance;
import java.util.ArrayList;
import java.util.List;

/**
 * The routes below {@code /v1/inspect} of the control listener, by which people and tools look into
 * a service: each group of them is a class of its own.
 *
 * <ul>
 *   <li>A service that is not started for it ({@link io.skipruntime.engine.EngineOptions#inspect})
 *       has none of them, so that they are answered like any path that does not exist.
 *   <li>They are behind the same checks as every other route of the listener.
 * </ul>
 */
final class InspectRoutes {

  private InspectRoutes() {}

  /** The routes for a service; none if it is not to be looked into. */
  static List<Route> of(ServiceInstance service) {
    List<Route> routes = new ArrayList<>();
    service
        .recentCommits()
        .ifPresent(commits -> {
          routes.addAll(new InspectCommitRoutes(commits).routes());
        });
    return routes;
  }
}
