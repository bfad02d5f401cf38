package io.skipruntime.spring.mount;

import io.skipruntime.server.EmbeddedServer;
import io.skipruntime.server.Measurement;
import io.skipruntime.spring.actuator.MeasurementSource;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/**
 * The end of the protocol's streams and requests as a part of the application's life: it comes
 * before the application's web server waits for the requests that it has, which streams would not
 * end by themselves. The service itself goes on until the beans that use it are gone.
 *
 * <p>A context that is stopped is not started another time with the same mount.
 */
final class MountLifecycle implements SmartLifecycle, MeasurementSource {

  /** More than the phases of Spring Boot's web servers, so that it stops before them. */
  static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

  private final EmbeddedServer server;
  private volatile boolean isRunning;

  MountLifecycle(EmbeddedServer server) {
    this.server = server;
  }

  @Override
  public void start() {
    isRunning = true;
  }

  @Override
  public void stop() {
    server.close();
    isRunning = false;
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public List<Measurement> measurements() {
    return server.measurements();
  }

  /** No: a paused context keeps its streams. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
