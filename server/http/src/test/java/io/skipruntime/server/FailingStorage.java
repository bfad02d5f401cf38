package io.skipruntime.server;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalListener;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Recovery;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StateSource;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.journal.Persistence;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import java.util.Map;

/** A process with a server whose storage fails as soon as the service is there. */
final class FailingStorage {

  private FailingStorage() {}

  private static final StorageStatus FAILED =
      new StorageStatus(StorageStatus.State.FAILED, "the disk is gone", Map.of());

  /** Takes the directory. */
  public static void main(String[] arguments) {
    Persistence persistence = Persistence.in(Path.of(arguments[0]));
    EngineOptions engine =
        EngineOptions.defaults()
            .withPersistence(
                (service, context) -> new Reported(persistence.open(service, context), FAILED));
    SkipServer.run(
        new GroupsService(), ServerOptions.defaults().withPorts(0, 0).withEngine(engine));
  }

  /** Says of a journal what it is told to say. */
  record Reported(Journal journal, StorageStatus status) implements Journal {

    @Override
    public Recovery recovery() {
      return journal.recovery();
    }

    @Override
    public void ready(JournalListener listener, StateSource states) {
      journal.ready(listener, states);
    }

    @Override
    public void admit() {
      journal.admit();
    }

    @Override
    public void append(JournalRecord record) {
      journal.append(record);
    }

    @Override
    public void close(State last) {
      journal.close(last);
    }

    @Override
    public void abandon() {
      journal.abandon();
    }
  }
}
