package io.skipruntime.server;

import io.skipruntime.engine.ServiceInstance;
import java.util.ArrayList;
import java.util.List;

/** All routes of the protocol, by listener. */
final class Routes {

  private Routes() {}

  /** What the control listener answers. */
  static Router control(
      ServiceInstance service,
      ServerOptions options,
      Security security,
      LostStreams identifiers,
      Metrics metrics) {
    HealthRoutes health = new HealthRoutes(service, metrics);
    List<Route> routes = new ArrayList<>();
    routes.addAll(new ControlRoutes(service, options, security, identifiers).routes());
    routes.addAll(health.detailedRoutes());
    routes.add(health.metricsRoute());
    return new Router(routes);
  }

  /** What the streaming listener answers. */
  static Router streaming(
      ServiceInstance service,
      ServerOptions options,
      Security security,
      LostStreams identifiers,
      Metrics metrics) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new StreamingRoutes(service, options, security, identifiers).routes());
    routes.addAll(new HealthRoutes(service, metrics).routes());
    return new Router(routes);
  }
}
