package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.ServiceInstance;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Values of all types have one form in JSON, loaded or streamed, whatever the role's settings are.
 */
class TypesTest {

  record Event(Instant createdAt, BigDecimal price, UUID code, Mood mood, Optional<String> note) {}

  enum Mood {
    happy,
    sad
  }

  record EventId(String region, long number) {}

  record Events(String name) implements Resource<TableService.Inputs> {
    @Override
    public EagerCollection<EventId, Event> instantiate(
        TableService.Inputs inputs, Context context) {
      return context.useExternalResource(
          PostgresTable.of("database", "events", EventId.class, Event.class));
    }
  }

  record EventService(PostgresService database)
      implements SkipService<TableService.Inputs, TableService.Inputs> {
    @Override
    public Resources<TableService.Inputs> resources() {
      return Resources.of("events", String.class, Events::new);
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("database", database);
    }

    @Override
    public TableService.Inputs createGraph(TableService.Inputs inputs, Context context) {
      return inputs;
    }
  }

  private final Server server = Server.start();
  private final Database database = server.database();
  private final PostgresService postgres = new PostgresService(database.options());

  @AfterEach
  void stop() {
    server.close();
  }

  private void awaitCommitted() throws Exception {
    postgres
        .awaitCommitted(database.ask("SELECT pg_current_wal_insert_lsn()"))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void value_hasOneForm_whetherLoadedStreamedOrUpdated() {
    TypeSamples.requireOneForm(database);
  }

  @Test
  void rowThatDoesNotFit_isListed_untilItIsCorrected() throws Exception {
    database.run(
        "CREATE TYPE mood AS ENUM ('happy', 'sad')",
        "CREATE TABLE events (region text, number bigint, created_at timestamptz, price numeric,"
            + " code uuid, mood mood, note text, unread jsonb, PRIMARY KEY (region, number))",
        "ALTER TABLE events ALTER note SET STORAGE EXTERNAL",
        "CREATE PUBLICATION skip FOR TABLE events",
        "INSERT INTO events SELECT 'eu', i, now(), 1.5, gen_random_uuid(), 'sad', repeat('n',"
            + " 50000) FROM generate_series(1, 5) i",
        "UPDATE events SET created_at = 'infinity' WHERE number = 2");
    try (ServiceInstance service = ServiceInstance.start(new EventService(postgres))) {
      service.instantiateResource("events", "events", "all");
      database.run("UPDATE events SET price = 'NaN' WHERE number = 3");
      awaitCommitted();
      assertThat(service.<EventId, Event>getAll("events", "all"))
          .extracting(each -> each.key().number())
          .containsExactlyInAnyOrder(1L, 4L, 5L);
      SourceStatus status = TableService.status(service, "events");
      assertThat(status.state()).isEqualTo(SourceStatus.State.LIVE);
      assertThat(status.rejected().count()).isEqualTo(2);
      database.run(
          "UPDATE events SET price = 2, created_at = '2026-01-01Z' WHERE number IN (2, 3)");
      awaitCommitted();
      List<Entry<EventId, Event>> events = service.getAll("events", "all");
      assertThat(events).hasSize(5);
      assertThat(events)
          .allMatch(each -> each.values().getFirst().note().orElse("").length() == 50_000);
      assertThat(TableService.status(service, "events").rejected().count()).isZero();
    }
  }

  @Test
  void datesOutsideOfTheYears0To9999_inKeyOrValue_areListed_untilTheyAreCorrected()
      throws Exception {
    database.run(
        "CREATE TABLE samples (day date PRIMARY KEY, at timestamptz)",
        "CREATE PUBLICATION skip FOR TABLE samples",
        "INSERT INTO samples VALUES ('2026-01-31', '2026-01-31Z'), ('infinity', NULL),"
            + " ('-infinity', 'infinity'), ('10000-01-01', NULL), ('0002-01-01 BC', NULL),"
            + " ('9999-12-31', '9999-12-31 23:59:59-01')");
    try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
      service.instantiateResource("samples", "rows", "samples");
      assertThat(service.getAll("rows", "samples"))
          .extracting(each -> each.key().toString())
          .containsExactly("\"-infinity\"", "\"2026-01-31\"", "\"infinity\"");
      assertThat(TableService.status(service, "samples").rejected().count()).isEqualTo(3);
      database.run(
          "UPDATE samples SET at = '9999-12-31 23:59:59+01' WHERE day = '9999-12-31'",
          "UPDATE samples SET day = '0001-01-01 BC' WHERE day = '0002-01-01 BC'",
          "DELETE FROM samples WHERE day = '10000-01-01'");
      awaitCommitted();
      assertThat(service.getAll("rows", "samples"))
          .extracting(each -> each.key().toString())
          .containsExactly(
              "\"-infinity\"",
              "\"0000-01-01\"",
              "\"2026-01-31\"",
              "\"9999-12-31\"",
              "\"infinity\"");
      assertThat(TableService.status(service, "samples").rejected().count()).isZero();
    }
  }
}
