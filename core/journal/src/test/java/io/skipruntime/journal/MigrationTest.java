package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Migration;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.log.LogOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Starts on data that was stored for other types. */
class MigrationTest {

  private static final JournalOptions SMALL =
      JournalOptions.defaults().withLog(new LogOptions(1 << 20, 1 << 16, 0, 1, 1));

  private static ServiceInstance start(FaultyFiles files, SkipService<?, ?> service) {
    return ServiceInstance.start(
        service, EngineOptions.defaults().withPersistence(Persistence.in(files, SMALL)));
  }

  /** People by number, with one text as their name. */
  record Before() implements SkipService<Before.OldInputs, Before.OldInputs> {
    record OldPerson(String name) {}

    record OldInputs(EagerCollection<Long, OldPerson> people) {}

    record AllOld() implements Resource<OldInputs> {
      @Override
      public EagerCollection<Long, OldPerson> instantiate(OldInputs in, Context context) {
        return in.people();
      }
    }

    @Override
    public Resources<OldInputs> resources() {
      return Resources.of("people", AllOld.class);
    }

    @Override
    public OldInputs createGraph(OldInputs in, Context context) {
      return in;
    }
  }

  /** People by another key, whose order is another, with a name of two parts. */
  record After(Map<String, Migration> migrations)
      implements SkipService<After.Inputs, After.Inputs> {
    record Person(String first, String last) {}

    record Inputs(EagerCollection<String, Person> people) {}

    record All() implements Resource<Inputs> {
      @Override
      public EagerCollection<String, Person> instantiate(Inputs in, Context context) {
        return in.people();
      }
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.of("people", All.class);
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }
  }

  private static final After AFTER = new After(Map.of("people", MigrationTest::divided));

  /** The entry of a person under a text; one whose name has no two parts is left out. */
  private static Optional<Entry<?, ?>> divided(Entry<Json, Json> stored) {
    JsonObject person = (JsonObject) stored.values().getFirst();
    String[] parts = person.get("name").asString().split(" ", 2);
    return parts.length < 2
        ? Optional.empty()
        : Optional.of(
            Entry.of(
                Json.of("p" + stored.key()),
                Json.object(Map.of("first", Json.of(parts[0]), "last", Json.of(parts[1])))));
  }

  private static FaultyFiles stopped() {
    FaultyFiles files = new FaultyFiles();
    try (ServiceInstance service = start(files, new Before())) {
      service.update(
          "people",
          List.of(
              Entry.of(9L, new Before.OldPerson("Ada Lovelace")),
              Entry.of(10L, new Before.OldPerson("Alan Turing")),
              Entry.of(11L, new Before.OldPerson("Plato"))));
    }
    return files;
  }

  private static List<Entry<String, After.Person>> people(ServiceInstance service) {
    return List.copyOf(service.getAll("people", new After.All()));
  }

  private static final List<Entry<String, After.Person>> MIGRATED =
      List.of(
          Entry.of("p10", new After.Person("Alan", "Turing")),
          Entry.of("p9", new After.Person("Ada", "Lovelace")));

  /** Scenario W10: everything that does not fit is named, and the directory is as it was. */
  @Test
  void start_isRefusedAndNamesAll_whenThereIsNoMigration() {
    FaultyFiles files = stopped();
    assertThatThrownBy(() -> start(files, new After(Map.of())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("input people")
        .hasMessageContaining("SkipService.migrations")
        .hasMessageContaining("key 9")
        .hasMessageContaining("key 10")
        .hasMessageContaining("first");
    try (ServiceInstance back = start(files, new Before())) {
      assertThat(back.getAll("people", new Before.AllOld())).hasSize(3);
    }
  }

  @Test
  void data_isMigrated_andStaysSo() {
    FaultyFiles files = stopped();
    try (ServiceInstance service = start(files, AFTER)) {
      assertThat(people(service)).isEqualTo(MIGRATED);
    }
    try (ServiceInstance withoutMigration = start(files, new After(Map.of()))) {
      assertThat(people(withoutMigration)).isEqualTo(MIGRATED);
    }
  }

  /** What was written after the migration counts, also if no snapshot has the migrated data. */
  @Test
  void writesAfterAMigration_areThere_afterACrashBeforeTheNextSnapshot() {
    FaultyFiles files = stopped();
    ServiceInstance service = start(files, AFTER);
    service.update(
        "people",
        List.of(
            new Entry<>("p9", List.of()), Entry.of("p10", new After.Person("A. M.", "Turing"))));
    FaultyFiles crashed = files.afterCrash();
    try (ServiceInstance next = start(crashed, AFTER)) {
      assertThat(people(next))
          .containsExactly(Entry.of("p10", new After.Person("A. M.", "Turing")));
    }
    service.close();
  }

  /** Whenever the process dies while it migrates, the next start does the same. */
  @Test
  void data_isMigratedOrAsItWas_whereverTheStartIsCutOff() {
    FaultyFiles files = stopped();
    for (int call = 1; call <= 60; call++) {
      FaultyFiles failing = files.afterCrash().failAt(call, FaultyFiles.Fault.EIO, true);
      try {
        start(failing, AFTER).close();
      } catch (SkipException refused) {
        assertThat(refused).hasMessageContaining("Input/output error");
      }
      try (ServiceInstance next = start(failing.afterCrash(), AFTER)) {
        assertThat(people(next)).as("failed at call %d", call).isEqualTo(MIGRATED);
      }
    }
  }

  @Test
  void start_isRefused_whenTheMigrationDoesNotMendOrFails() {
    FaultyFiles files = stopped();
    After wrong =
        new After(
            Map.of(
                "people",
                stored -> Optional.of(Entry.of(stored.key(), stored.values().getFirst()))));
    assertThatThrownBy(() -> start(files, wrong))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("after its migration")
        .hasMessageContaining("key 9");
    After failing =
        new After(
            Map.of(
                "people",
                stored -> {
                  throw new IllegalStateException("no idea");
                }));
    assertThatThrownBy(() -> start(files, failing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no idea");
    After same =
        new After(
            Map.of(
                "people",
                stored -> Optional.of(Entry.of("same", new After.Person("first", "last")))));
    assertThatThrownBy(() -> start(files, same))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("another entry has the same key");
    try (ServiceInstance back = start(files, new Before())) {
      assertThat(back.getAll("people", new Before.AllOld())).hasSize(3);
    }
  }

  @Test
  void reload_migrates_asAStartDoes() {
    FaultyFiles files = stopped();
    try (ServiceInstance service = start(files, new Before())) {
      service.reload(AFTER);
      assertThat(people(service)).isEqualTo(MIGRATED);
    }
    try (ServiceInstance next = start(files, AFTER)) {
      assertThat(people(next)).isEqualTo(MIGRATED);
    }
  }

  /** Notes that are texts alone. */
  record TextNotes() implements SkipService<TextNotes.Texts, TextNotes.Texts> {
    record Texts(EagerCollection<String, String> notes) {}

    @Override
    public Resources<Texts> resources() {
      return Resources.empty();
    }

    @Override
    public Texts createGraph(Texts in, Context context) {
      return in;
    }
  }

  @Test
  void migrationOfValues_keepsKeys() {
    FaultyFiles files = new FaultyFiles();
    try (ServiceInstance service = start(files, new TextNotes())) {
      service.update("notes", List.of(Entry.of("k", "one", "two")));
    }
    try (ServiceInstance service = start(files, new AuthoredNotesService())) {
      assertThat(
              service.<String, AuthoredNotesService.Note>getAll(
                  "notes", new AuthoredNotesService.All()))
          .containsExactly(
              Entry.of(
                  "k",
                  new AuthoredNotesService.Note("unknown", "one"),
                  new AuthoredNotesService.Note("unknown", "two")));
    }
  }

  @Test
  void migrationOfAnUnknownInput_isAMistakeOfTheService() {
    assertThatThrownBy(() ->
            ServiceInstance.start(new After(Map.of("persons", Migration.ofValues(value -> value)))))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("persons");
  }
}
