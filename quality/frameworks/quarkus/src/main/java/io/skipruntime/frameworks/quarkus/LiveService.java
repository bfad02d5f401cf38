package io.skipruntime.frameworks.quarkus;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.SkipServiceBroker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

// region broker
/** The service, which runs in a process of its own, as a bean. */
@ApplicationScoped
class LiveService {

  @ConfigProperty(name = "skip.streaming-port", defaultValue = "8080")
  int streamingPort;

  @ConfigProperty(name = "skip.control-port", defaultValue = "8081")
  int controlPort;

  @Produces
  @Singleton
  SkipServiceBroker broker() {
    return new SkipServiceBroker(Entrypoint.local(streamingPort, controlPort));
  }

  void close(@Disposes SkipServiceBroker broker) {
    broker.close();
  }
}
// endregion
