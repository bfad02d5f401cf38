package io.skipruntime.workers;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.util.Optional;

/** A place where the services of workers run. */
@FunctionalInterface
interface ServiceHost {

  /** Starts a service. */
  Hosted start(WorkerService service, ServiceForm form);

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

  /**
   * A host with servers for the services that want one.
   *
   * @param options the options of the server, and of the engine
   */
  static ServiceHost of(ServerOptions options) {
    return (service, form) -> start(service, form, options);
  }

  private static Hosted start(WorkerService service, ServiceForm form, ServerOptions options) {
    ServerOptions usual = ServerOptions.defaults();
    // the functions of a worker are called by one thread at a time
    ServerOptions oneThread = options.withEngine(options.engine().withParallelism(1));
    if (!form.listens()) {
      return new Hosted(ServiceInstance.start(service, oneThread.engine()), Optional.empty());
    }
    SkipServer server =
        SkipServer.start(
            service,
            oneThread.withPorts(
                options.controlPort() == usual.controlPort()
                    ? form.controlPort().orElse(options.controlPort())
                    : options.controlPort(),
                options.streamingPort() == usual.streamingPort()
                    ? form.streamingPort().orElse(options.streamingPort())
                    : options.streamingPort()));
    return new Hosted(server.instance(), Optional.of(server));
  }
}
