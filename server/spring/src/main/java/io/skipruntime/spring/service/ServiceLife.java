package io.skipruntime.spring.service;

import io.skipruntime.SkipService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.StartedService;
import io.skipruntime.server.options.ServerOptions;

/**
 * The life of an application's service and of its own server: how both begin, and what becomes of
 * them when the application's context ends.
 */
public interface ServiceLife {

  /** The life of a service that is as long as that of the context. */
  ServiceLife OF_CONTEXT =
      new ServiceLife() {
        @Override
        public StartedService start(
            SkipService<?, ?> service, ServerOptions options, boolean hasListeners) {
          return hasListeners
              ? StartedService.start(service, options)
              : StartedService.startWithoutListeners(service, options);
        }

        @Override
        public SkipServer listen(StartedService service) {
          return SkipServer.listen(service);
        }

        @Override
        public void endListening(SkipServer server) {
          server.close();
        }

        @Override
        public void end(StartedService service) {
          service.close();
        }
      };

  /**
   * Starts a service, or lets one that runs go on with new code.
   *
   * @param hasListeners whether the service is to have a server of its own
   */
  StartedService start(SkipService<?, ?> service, ServerOptions options, boolean hasListeners);

  /** Lets the service be reached over the network. */
  SkipServer listen(StartedService service);

  /** Is called when the context ends, before its other beans do. */
  void endListening(SkipServer server);

  /** Is called when the context has ended. */
  void end(StartedService service);
}
