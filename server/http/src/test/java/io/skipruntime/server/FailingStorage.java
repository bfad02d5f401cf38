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

  /** Takes the directory. */
  public static void main(String[] arguments) {
    Persistence persistence = Persistence.in(Path.of(arguments[0]));
    EngineOptions engine =
        EngineOptions.defaults()
            .withPersistence(
                (service, context) -> new FailingJournal(persistence.open(service, context)));
    SkipServer.run(
        new GroupsService(), ServerOptions.defaults().withPorts(0, 0).withEngine(engine));
  }

  /** Says that it has failed. */
  private record FailingJournal(Journal journal) implements Journal {

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
    public StorageStatus status() {
      return new StorageStatus(StorageStatus.State.FAILED, "the disk is gone", Map.of());
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
