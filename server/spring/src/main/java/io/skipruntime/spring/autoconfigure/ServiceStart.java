package io.skipruntime.spring.autoconfigure;

import io.skipruntime.SkipService;
import io.skipruntime.server.StartedService;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.spring.service.ServiceLife;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/** The start of the service, which is told when all beans that use the service are gone. */
final class ServiceStart implements DisposableBean {

  private final ServiceLife life;
  private @Nullable StartedService started;

  ServiceStart(ServiceLife life) {
    this.life = life;
  }

  StartedService start(SkipService<?, ?> service, ServerOptions options, boolean hasListeners) {
    StartedService now = life.start(service, options, hasListeners);
    started = now;
    return now;
  }

  @Override
  public void destroy() {
    if (started != null) {
      life.end(started);
    }
  }
}
