package io.skipruntime.server.route;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.metrics.Metrics;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.stream.LostStreams;
import io.skipruntime.server.stream.OpenStreams;
import java.util.ArrayList;
import java.util.List;

/** All routes of the protocol, by listener. */
public final class Routes {

  private Routes() {}

  /**
   * What the control listener answers.
   *
   * @param streams the connections that are told of to people who look into the service
   */
  public static Router control(
      ServiceInstance service,
      ServerOptions options,
      Security security,
      LostStreams identifiers,
      Metrics metrics,
      OpenStreams streams) {
    HealthRoutes health = new HealthRoutes(service, metrics, options.clusterBehindMillis());
    List<Route> routes = new ArrayList<>();
    routes.addAll(new ControlRoutes(service, options, security, identifiers).routes());
    routes.add(new CommandRoutes(service, security).controlRoute());
    routes.add(new QueryRoutes(service, options, security).controlRoute());
    routes.addAll(new AdminRoutes(service, options.engine().waitMillis()).routes());
    StreamingRoutes events = new StreamingRoutes(service, options, security, identifiers);
    routes.addAll(InspectRoutes.of(service, security, streams, events::ofBackend));
    routes.addAll(health.detailedRoutes());
    routes.add(health.metricsRoute());
    routes.add(new RootRoutes(service, options, security).controlRoute());
    return new Router(routes);
  }

  /** What the streaming listener answers. */
  public static Router streaming(
      ServiceInstance service,
      ServerOptions options,
      Security security,
      LostStreams identifiers,
      Metrics metrics) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new StreamingRoutes(service, options, security, identifiers).routes());
    routes.add(new CommandRoutes(service, security).streamingRoute());
    routes.add(new QueryRoutes(service, options, security).streamingRoute());
    routes.addAll(new HealthRoutes(service, metrics, options.clusterBehindMillis()).routes());
    routes.add(new RootRoutes(service, options, security).streamingRoute());
    return new Router(routes);
  }
}
