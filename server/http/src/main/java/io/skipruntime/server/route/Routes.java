package io.skipruntime.server.route;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.metrics.Metrics;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.stream.LostStreams;
import io.skipruntime.server.stream.OpenStreams;
import java.util.ArrayList;
import java.util.List;

/**
 * All routes of the protocol, by listener.
 *
 * @param control what the control listener answers
 * @param streaming what the streaming listener answers
 */
public record Routes(Router control, Router streaming) {

  /**
   * The routes for a service.
   *
   * @param streams the connections that are told of to people who look into the service
   * @throws io.skipruntime.server.options.ServerStartException if the service says of its
   *     collections what contradicts itself
   */
  public static Routes of(
      ServiceInstance service,
      ServerOptions options,
      Security security,
      LostStreams identifiers,
      Metrics metrics,
      OpenStreams streams) {
    HealthRoutes health = new HealthRoutes(service, metrics, options.clusterBehindMillis());
    CommandRoutes commands = new CommandRoutes(service, security);
    QueryRoutes queries = new QueryRoutes(service, options, security);
    StreamingRoutes events = new StreamingRoutes(service, options, security, identifiers);
    RootRoutes root = new RootRoutes(service, options, security);
    List<Route> control = new ArrayList<>();
    control.addAll(new ControlRoutes(service, options, security, identifiers).routes());
    control.add(commands.controlRoute());
    control.add(queries.controlRoute());
    control.addAll(new AdminRoutes(service, options.engine().waitMillis()).routes());
    control.addAll(InspectRoutes.of(service, security, streams, events::ofBackend));
    control.addAll(health.detailedRoutes());
    control.add(health.metricsRoute());
    control.add(root.controlRoute());
    List<Route> streaming = new ArrayList<>();
    streaming.addAll(events.routes());
    streaming.add(commands.streamingRoute());
    streaming.add(queries.streamingRoute());
    streaming.addAll(health.routes());
    streaming.add(root.streamingRoute());
    return new Routes(new Router(control), new Router(streaming));
  }
}
