package io.skipruntime.spring.autoconfigure;

import io.skipruntime.server.Measurement;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.StartedService;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.spring.actuator.MeasurementSource;
import io.skipruntime.spring.service.ServiceLife;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The server of an application's service as a part of the application's life: it listens when all
 * beans are there, before the application's own web server does, and ends after that one. The end
 * gives requests that run and streams that are open the time that {@link SkipServer#close} says.
 * The ports are the properties {@value #CONTROL_PORT} and {@value #STREAMING_PORT}.
 *
 * <p>A service that was on the network cannot be again: a context that is stopped is not started
 * another time with the same server.
 */
final class ServerLifecycle implements SmartLifecycle, MeasurementSource {

  /** Less than the phases of Spring Boot's web servers, so that the application starts after it. */
  static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

  /** The property that has the port of the control listener while it listens. */
  static final String CONTROL_PORT = "local.skip.control-port";

  /** The property that has the port of the streaming listener while it listens. */
  static final String STREAMING_PORT = "local.skip.streaming-port";

  private static final String SOURCE = "skip.ports";

  private final StartedService service;
  private final ServiceLife life;
  private final ConfigurableEnvironment environment;
  private @Nullable SkipServer server;
  private boolean isRunning;

  ServerLifecycle(StartedService service, ServiceLife life, ConfigurableEnvironment environment) {
    this.service = service;
    this.life = life;
    this.environment = environment;
  }

  @Override
  public synchronized void start() {
    if (server != null) {
      throw new ServerStartException(
          "the service has ended with its server; start the application again");
    }
    SkipServer listening = life.listen(service);
    server = listening;
    isRunning = true;
    environment.getPropertySources().remove(SOURCE);
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                SOURCE,
                Map.of(
                    CONTROL_PORT,
                    listening.controlPort(),
                    STREAMING_PORT,
                    listening.streamingPort())));
  }

  @Override
  public synchronized void stop() {
    if (server != null) {
      life.endListening(server);
    }
    isRunning = false;
  }

  @Override
  public synchronized boolean isRunning() {
    return isRunning;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public List<Measurement> measurements() {
    SkipServer listening = currentServer();
    return listening == null ? service.measurements() : listening.measurements();
  }

  private synchronized @Nullable SkipServer currentServer() {
    return server;
  }

  /** No: a paused context keeps its service, which could not be on the network again. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
