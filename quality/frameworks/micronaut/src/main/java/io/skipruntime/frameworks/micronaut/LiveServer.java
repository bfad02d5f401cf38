package io.skipruntime.frameworks.micronaut;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;

// region server
/** The service and its server as a bean: it starts and ends with the application. */
@Factory
class LiveServer {

  @Context
  @Bean(preDestroy = "close")
  SkipServer server(
      @Value("${skip.control-port:8081}") int controlPort,
      @Value("${skip.streaming-port:8082}") int streamingPort) {
    return SkipServer.start(
        new Doubles(), ServerOptions.defaults().withPorts(controlPort, streamingPort));
  }
}
// endregion
