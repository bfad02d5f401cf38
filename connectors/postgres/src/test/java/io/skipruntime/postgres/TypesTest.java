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
import io.skipruntime.json.Json;
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

  /** A type, a value of it as SQL, and its JSON. */
  private record Sample(String type, String sql, String json) {}

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample("bool", "true", "true"),
          new Sample("int2", "-32768", "-32768"),
          new Sample("int8", "9223372036854775807", "9223372036854775807"),
          new Sample(
              "numeric",
              "'123456789012345678901234567890.000000001'",
              "123456789012345678901234567890.000000001"),
          new Sample("numeric", "'NaN'", "\"NaN\""),
          new Sample("numeric", "'-Infinity'", "\"-Infinity\""),
          new Sample("float4", "0.1", "0.1"),
          new Sample("float8", "1e300", "1e300"),
          new Sample("float8", "'Infinity'", "\"Infinity\""),
          new Sample("float8[]", "'{NaN,1.5,NULL}'", "[\"NaN\",1.5,null]"),
          new Sample(
              "text", "E'tab\\t \\\\ back\\nline \"q\"'", "\"tab\\t \\\\ back\\nline \\\"q\\\"\""),
          new Sample("char(4)", "'ab'", "\"ab  \""),
          new Sample(
              "uuid",
              "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
              "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\""),
          new Sample("date", "'2026-01-31'", "\"2026-01-31\""),
          new Sample("date", "'0001-01-01 BC'", "\"0000-01-01\""),
          new Sample("date", "'4713-01-01 BC'", "\"-4712-01-01\""),
          new Sample("date", "'infinity'", "\"infinity\""),
          new Sample("time", "'23:59:59.000001'", "\"23:59:59.000001\""),
          new Sample("timestamp", "'2026-01-31 12:00:00.5'", "\"2026-01-31T12:00:00.5\""),
          new Sample(
              "timestamptz", "'2026-01-31 12:00:00.000001+02'", "\"2026-01-31T10:00:00.000001Z\""),
          new Sample("timestamptz", "'294276-12-31 23:59:59Z'", "\"+294276-12-31T23:59:59Z\""),
          new Sample("timestamptz", "'-infinity'", "\"-infinity\""),
          new Sample("timestamptz", "'0044-03-15 12:00:00Z BC'", "\"-0043-03-15T12:00:00Z\""),
          new Sample("interval", "'1 year 2 days 03:04:05.6'", "\"P1Y2DT3H4M5.6S\""),
          new Sample("json", "'{\"b\": [1, null], \"a\": 1.50}'", "{\"a\":1.50,\"b\":[1,null]}"),
          new Sample(
              "jsonb",
              "'{\"n\": 123456789012345678901234567890}'",
              "{\"n\":123456789012345678901234567890}"),
          new Sample("bytea", "'\\x00ff10'", "\"AP8Q\""),
          new Sample("int[]", "'{{1,2},{3,NULL}}'", "[[1,2],[3,null]]"),
          new Sample("int[]", "'[0:1]={5,6}'", "[5,6]"),
          new Sample("int[]", "'{}'", "[]"),
          new Sample("int[]", "NULL", "null"),
          new Sample(
              "text[]",
              "ARRAY['a,b','\"','NULL','\\',NULL]",
              "[\"a,b\",\"\\\"\",\"NULL\",\"\\\\\",null]"),
          new Sample("mood", "'happy'", "\"happy\""),
          new Sample("mood[]", "'{sad,happy}'", "[\"sad\",\"happy\"]"),
          new Sample("moods", "'{sad}'", "[\"sad\"]"),
          new Sample("point2", "ROW(1, 'a,\"b')", "{\"x\":1,\"label\":\"a,\\\"b\"}"),
          new Sample("point2[]", "ARRAY[ROW(1, NULL)::point2]", "[{\"x\":1,\"label\":null}]"),
          new Sample("int4range", "'[1,5)'", "{\"lower\":1,\"upper\":5,\"bounds\":\"[)\"}"),
          new Sample(
              "int4range", "'empty'", "{\"lower\":null,\"upper\":null,\"bounds\":\"empty\"}"),
          new Sample(
              "int4multirange",
              "'{[1,2),[5,)}'",
              "[{\"lower\":1,\"upper\":2,\"bounds\":\"[)\"},{\"lower\":5,\"upper\":null,\"bounds\":\"[)\"}]"),
          new Sample("inet", "'127.0.0.1/8'", "\"127.0.0.1/8\""),
          new Sample("bit(3)", "B'101'", "\"101\""),
          new Sample("tsvector", "'a b'", "\"'a' 'b'\""),
          new Sample("xml", "'<a/>'", "\"<a/>\""));

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
  void value_hasOneForm_whetherLoadedStreamedOrUpdated() throws Exception {
    database.run(
        "CREATE TYPE mood AS ENUM ('happy', 'sad')",
        "CREATE DOMAIN moods AS mood[]",
        "CREATE TYPE point2 AS (x int, label text)");
    StringBuilder columns = new StringBuilder("id int PRIMARY KEY");
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < SAMPLES.size(); i++) {
      columns.append(", c").append(i).append(' ').append(SAMPLES.get(i).type());
      values.append(", ").append(SAMPLES.get(i).sql());
    }
    database.run(
        "CREATE TABLE samples (" + columns + ")", "CREATE PUBLICATION skip FOR TABLE samples");
    database.run("INSERT INTO samples VALUES (1" + values + ")");
    database.run(
        "ALTER ROLE postgres SET DateStyle = 'SQL, DMY'",
        "ALTER ROLE postgres SET IntervalStyle = 'sql_standard'",
        "ALTER ROLE postgres SET TimeZone = 'Asia/Tokyo'",
        "ALTER ROLE postgres SET bytea_output = 'escape'",
        "ALTER ROLE postgres SET extra_float_digits = -10",
        "ALTER ROLE postgres SET statement_timeout = '20s'");
    try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
      service.instantiateResource("samples", "rows", "samples");
      database.run(
          "INSERT INTO samples VALUES (2" + values + ")", "INSERT INTO samples (id) VALUES (3)");
      database.run("UPDATE samples SET " + updates() + " WHERE id = 3");
      awaitCommitted();
      for (int id = 1; id <= 3; id++) {
        Json row = TableService.rows(service, "samples").getOrDefault(Json.of(id), Json.NULL);
        for (int i = 0; i < SAMPLES.size(); i++) {
          assertThat(row.asObject().get("c" + i))
              .as("%s of row %s", SAMPLES.get(i), id)
              .isEqualTo(Json.parse(SAMPLES.get(i).json()));
        }
      }
    }
  }

  private static String updates() {
    StringBuilder updates = new StringBuilder();
    for (int i = 0; i < SAMPLES.size(); i++) {
      updates.append(i == 0 ? "c" : ", c").append(i).append(" = ").append(SAMPLES.get(i).sql());
    }
    return updates.toString();
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
}
