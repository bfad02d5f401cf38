package io.skipruntime.server.route;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.stream.OpenStreams;
import java.util.ArrayList;
import java.util.List;

/**
 * The routes below {@code /v1/inspect} of the control listener, by which people and tools look into
 * a service: each group of them is a class of its own.
 *
 * <ul>
 *   <li>A service that is not started for it ({@link io.skipruntime.engine.EngineOptions#inspect})
 *       has none of them, so that they are answered like any path that does not exist.
 *   <li>They are behind the same checks as every other route of the listener, except for the files
 *       of the page, which have nothing of the service ({@link InspectorPage}).
 * </ul>
 */
final class InspectRoutes {

  private InspectRoutes() {}

  /**
   * The routes for a service; none if it is not to be looked into.
   *
   * @param streams the connections of subscribers
   * @param events opens the stream of the resource that a call names
   */
  static List<Route> of(
      ServiceInstance service, Security security, OpenStreams streams, Handler.Streaming events) {
    List<Route> routes = new ArrayList<>();
    service
        .recentCommits()
        .ifPresent(commits -> {
          routes.addAll(new InspectCommitRoutes(service, commits).routes());
          routes.addAll(new InspectWhyRoutes(service, security).routes());
          routes.addAll(new InspectGraphRoutes(service).routes());
          routes.addAll(new InspectStateRoutes(service, streams).routes());
          routes.add(Route.streaming("/v1/inspect/events/{resource}", events));
          routes.addAll(InspectorPage.routes());
        });
    return routes;
  }
}
