package io.skipruntime.testkit.adapter;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.journal.Persistence;
import java.nio.file.Path;

/** The options of services that keep their data, so that one goes on where another was. */
final class Persistent {

  private Persistent() {}

  static EngineOptions in(Path directory) {
    return EngineOptions.defaults()
        .withPersistence(Persistence.in(directory).withProgramVersion("1"));
  }
}
