package io.skipruntime.workers;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.util.Optional;

/**
 * A place where the services of workers run: with a server, or without.
 *
 * @param options the options of the server, and of the engine
 */
record ServiceHost(ServerOptions options) {

  private static final ServerOptions DEFAULTS = ServerOptions.defaults();

  /**
   * A service that runs.
   *
   * @param instance the service
   * @param server its server; empty if it is not on the network
   */
  record Hosted(ServiceInstance instance, Optional<SkipServer> server) implements AutoCloseable {

    @Override
    public void close() {
      server.ifPresentOrElse(SkipServer::close, instance::close);
    }
  }

  /** Starts a service. */
  Hosted start(WorkerService service, ServiceForm form) {
    // the functions of a worker are called by one thread at a time
    ServerOptions oneThread = options.withEngine(options.engine().withParallelism(1));
    if (!form.listens()) {
      return new Hosted(ServiceInstance.start(service, oneThread.engine()), Optional.empty());
    }
    SkipServer server =
        SkipServer.start(
            service,
            oneThread.withPorts(
                options.controlPort() == DEFAULTS.controlPort()
                    ? form.controlPort().orElse(options.controlPort())
                    : options.controlPort(),
                options.streamingPort() == DEFAULTS.streamingPort()
                    ? form.streamingPort().orElse(options.streamingPort())
                    : options.streamingPort()));
    return new Hosted(server.instance(), Optional.of(server));
  }
}
