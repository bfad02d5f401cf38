package io.skipruntime.server;

import io.skipruntime.engine.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All routes of the protocol, by listener. */
final class Routes {

  private Routes() {}

  /** What the control listener answers. */
  static Router control(
      ServiceInstance service,
      ServerOptions options,
      Metrics metrics,
      Optional<TokenVerifier> verifier) {
    HealthRoutes health = new HealthRoutes(service, metrics);
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        new ControlRoutes(service, options, new Principals(service, verifier, false)).routes());
    routes.addAll(health.routes());
    routes.add(health.metricsRoute());
    return new Router(routes);
  }

  /** What the streaming listener answers. */
  static Router streaming(
      ServiceInstance service,
      ServerOptions options,
      Metrics metrics,
      Optional<TokenVerifier> verifier) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        new StreamingRoutes(
                service, options.resourcePrefix(), new Principals(service, verifier, true))
            .routes());
    routes.addAll(new HealthRoutes(service, metrics).routes());
    return new Router(routes);
  }
}
