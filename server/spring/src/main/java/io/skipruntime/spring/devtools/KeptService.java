package io.skipruntime.spring.devtools;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ReloadSummary;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.StartedService;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.spring.service.ServiceLife;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The running service of an application, which outlives the application's restarts in one process:
 * its inputs keep their data, its own server the open streams, and its code is that of the last
 * start. If a start fails, because the new code does not fit the data for instance, the code from
 * before goes on until the next one. Thread-safe.
 *
 * <ul>
 *   <li>{@code service} is what runs, under {@code settings}; null before the first start.
 *   <li>{@code server} is the service's own server, if that listens.
 * </ul>
 */
final class KeptService {

  private static final Logger LOGGER = System.getLogger(KeptService.class.getName());

  private @Nullable StartedService service;
  private @Nullable SkipServer server;
  private Map<String, Object> settings = Map.of();

  KeptService() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "skip-kept-service"));
  }

  /**
   * The life of the service in one start of the application.
   *
   * @param now the properties of the service; if they are others than before, the service cannot go
   *     on
   */
  ServiceLife life(Map<String, Object> now) {
    return new ServiceLife() {
      @Override
      public StartedService start(
          SkipService<?, ?> next, ServerOptions options, boolean hasListeners) {
        return startOrReload(next, options, hasListeners, now);
      }

      @Override
      public SkipServer listen(StartedService started) {
        return listenOnce(started);
      }

      @Override
      public void endListening(SkipServer listening) {}

      @Override
      public void end(StartedService started) {}
    };
  }

  private synchronized StartedService startOrReload(
      SkipService<?, ?> next,
      ServerOptions options,
      boolean hasListeners,
      Map<String, Object> nextSettings) {
    StartedService running = service;
    if (running != null && settings.equals(nextSettings)) {
      reload(running, next);
      return running;
    }
    if (running != null) {
      LOGGER.log(Level.INFO, "the service starts again, since its properties have changed");
      close();
    }
    StartedService started = ServiceLife.OF_CONTEXT.start(next, options, hasListeners);
    service = started;
    settings = nextSettings;
    return started;
  }

  private void reload(StartedService running, SkipService<?, ?> next) {
    try {
      ReloadSummary summary = running.instance().reload(next);
      LOGGER.log(
          Level.INFO,
          "the service goes on with its data and the new code: {0} collections kept, {1} computed"
              + " again",
          summary.kept().size(),
          summary.computed().size());
      summary
          .setAside()
          .forEach((input, keys) ->
              LOGGER.log(
                  Level.INFO,
                  "input {0} is gone: its data ({1} keys) is kept until the name is back or the"
                      + " process ends",
                  input,
                  keys));
    } catch (SkipException e) {
      LOGGER.log(
          Level.WARNING, "the service goes on with the code from before: {0}", e.getMessage());
      throw e;
    }
  }

  private synchronized SkipServer listenOnce(StartedService started) {
    SkipServer listening = server;
    if (listening == null) {
      listening = ServiceLife.OF_CONTEXT.listen(started);
      server = listening;
    }
    return listening;
  }

  private synchronized void close() {
    if (server != null) {
      server.close();
    } else if (service != null) {
      service.close();
    }
    server = null;
    service = null;
  }
}
