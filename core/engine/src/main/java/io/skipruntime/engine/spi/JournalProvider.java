package io.skipruntime.engine.spi;

import io.skipruntime.SkipService;

/**
 * A place where services can be recorded, such as a directory. {@code
 * EngineOptions.withPersistence} takes it. Thread-safe.
 */
@FunctionalInterface
public interface JournalProvider {

  /**
   * Opens the journal of a service that is about to start. Called once for each start, before
   * anything of the service is built.
   *
   * @param service the service, whose code the journal may take for the program's identity
   * @param context what the journal may need of the engine
   * @throws io.skipruntime.SkipException if the service must not start with this journal; the
   *     message says what to do
   */
  Journal open(SkipService<?, ?> service, JournalContext context);
}
