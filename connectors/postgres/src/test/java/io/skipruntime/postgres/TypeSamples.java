package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.List;

/** Values of all types, and the one form that each has in JSON. */
final class TypeSamples {

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
          new Sample("date", "'infinity'", "\"infinity\""),
          new Sample("date", "'9999-12-31'", "\"9999-12-31\""),
          new Sample("timestamp", "'0001-01-01 00:00 BC'", "\"0000-01-01T00:00:00\""),
          new Sample("time", "'23:59:59.000001'", "\"23:59:59.000001\""),
          new Sample("timestamp", "'2026-01-31 12:00:00.5'", "\"2026-01-31T12:00:00.5\""),
          new Sample(
              "timestamptz",
              "'2026-01-31 12:00:00.000001+02'",
              "\"2026-01-31T10:00:00.000001000Z\""),
          new Sample("timestamptz", "'0001-01-01 00:00Z BC'", "\"0000-01-01T00:00:00.000000000Z\""),
          new Sample(
              "timestamptz", "'9999-12-31 23:59:59.999999Z'", "\"9999-12-31T23:59:59.999999000Z\""),
          new Sample("timestamptz", "'-infinity'", "\"-infinity\""),
          new Sample("interval", "'1 year 2 days 03:04:05.6'", "\"P1Y2DT3H4M5.6S\""),
          new Sample("json", "'{\"b\": [1, null], \"a\": 1.50}'", "{\"a\":1.50,\"b\":[1,null]}"),
          new Sample(
              "jsonb",
              "'{\"n\": 123456789012345678901234567890}'",
              "{\"n\":123456789012345678901234567890}"),
          new Sample("json", "'[\"\\u0000\"]'", "[\"\\u0000\"]"),
          new Sample("numeric", "repeat('9', 400)::numeric", "9".repeat(400)),
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
          new Sample("xml", "'<a/>'", "\"<a/>\""),
          new Sample("float4", "'3.4028235e38'", "3.4028235e38"),
          new Sample("float8", "'-0'", "0"),
          new Sample("numeric", "1.500", "1.500"),
          new Sample("numeric", "1e-300", "0." + "0".repeat(299) + "1"),
          new Sample("date", "'-infinity'", "\"-infinity\""),
          new Sample("timestamp", "'infinity'", "\"infinity\""),
          new Sample("time", "'24:00'", "\"24:00:00\""),
          new Sample("timetz", "'12:00:00+02'", "\"12:00:00+02\""),
          new Sample("interval", "'-1 day +02:00'", "\"P-1DT2H\""),
          new Sample("jsonb", "'null'", "null"),
          new Sample("jsonb", "'\"text\"'", "\"text\""),
          new Sample("json", "'1e400'", "1e400"),
          new Sample("bytea", "''", "\"\""),
          new Sample("varchar(3)", "''", "\"\""),
          new Sample("name", "'a name'", "\"a name\""),
          new Sample("\"char\"", "'c'", "\"c\""),
          new Sample("cidr", "'10.0.0.0/8'", "\"10.0.0.0/8\""),
          new Sample("macaddr", "'08:00:2b:01:02:03'", "\"08:00:2b:01:02:03\""),
          new Sample("varbit", "B'1010'", "\"1010\""),
          new Sample("point", "'(1,2.5)'", "\"(1,2.5)\""),
          new Sample("pg_lsn", "'16/B374D848'", "\"16/B374D848\""),
          new Sample("jsonpath", "'$.a'", "\"$.\\\"a\\\"\""),
          new Sample("money", "'-12.34'", "\"-$12.34\""),
          new Sample("hstore", "'a=>1, b=>NULL'", "\"\\\"a\\\"=>\\\"1\\\", \\\"b\\\"=>NULL\""),
          new Sample("citext", "'MiXed'", "\"MiXed\""),
          new Sample("citext[]", "'{A,NULL}'", "[\"A\",null]"),
          new Sample("box[]", "'{(1,1),(0,0);(2,2),(1,1)}'", "[\"(1,1),(0,0)\",\"(2,2),(1,1)\"]"),
          new Sample("bytea[]", "ARRAY['\\x00'::bytea, NULL]", "[\"AA==\",null]"),
          new Sample("bool[]", "'{t,f,NULL}'", "[true,false,null]"),
          new Sample(
              "timestamptz[]",
              "'{2026-01-31 12:00Z,infinity}'",
              "[\"2026-01-31T12:00:00.000000000Z\",\"infinity\"]"),
          new Sample("json[]", "ARRAY['{\"a\": \"}\"}'::json]", "[{\"a\":\"}\"}]"),
          new Sample("positive", "7", "7"),
          new Sample("place", "ROW(1, 'x')", "{\"x\":1,\"label\":\"x\"}"),
          new Sample(
              "nest",
              "ROW(ARRAY[ROW(1, '},\"\\')::point2], '{\"k\": [1]}', '[1,3)')",
              "{\"points\":[{\"x\":1,\"label\":\"},\\\"\\\\\"}],\"doc\":{\"k\":[1]},\"span\":{\"lower\":1,\"upper\":3,\"bounds\":\"[)\"}}"),
          new Sample("numrange", "'(,1.5]'", "{\"lower\":null,\"upper\":1.5,\"bounds\":\"(]\"}"),
          new Sample(
              "textrange",
              "textrange('a,\"', 'b)', '[]')",
              "{\"lower\":\"a,\\\"\",\"upper\":\"b)\",\"bounds\":\"[]\"}"),
          new Sample(
              "daterange",
              "'[2026-01-01,infinity)'",
              "{\"lower\":\"2026-01-01\",\"upper\":\"infinity\",\"bounds\":\"[)\"}"));

  private TypeSamples() {}

  /** Requires that each sample has its form when it is loaded, inserted and updated. */
  static void requireOneForm(Database database) {
    PostgresService postgres = new PostgresService(database.options());
    database.run(
        "CREATE TYPE mood AS ENUM ('happy', 'sad')",
        "CREATE DOMAIN moods AS mood[]",
        "CREATE TYPE point2 AS (x int, label text)",
        "CREATE EXTENSION hstore",
        "CREATE EXTENSION citext",
        "CREATE DOMAIN positive AS numeric CHECK (VALUE > 0)",
        "CREATE DOMAIN place AS point2",
        "CREATE TYPE nest AS (points point2[], doc jsonb, span int4range)",
        "CREATE TYPE textrange AS RANGE (subtype = text, collation = \"C\")");
    StringBuilder columns = new StringBuilder("id int PRIMARY KEY");
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < SAMPLES.size(); i++) {
      columns.append(", c").append(i).append(' ').append(SAMPLES.get(i).type());
      values.append(", ").append(SAMPLES.get(i).sql());
    }
    database.run(
        "CREATE TABLE samples (" + columns + ")", "CREATE PUBLICATION skip FOR TABLE samples");
    database.run("INSERT INTO samples VALUES (1" + values + ")");
    String settings = "ALTER ROLE postgres IN DATABASE " + database.name() + " SET ";
    database.run(
        settings + "DateStyle = 'SQL, DMY'",
        settings + "IntervalStyle = 'sql_standard'",
        settings + "TimeZone = 'Asia/Tokyo'",
        settings + "bytea_output = 'escape'",
        settings + "extra_float_digits = -10",
        settings + "statement_timeout = '20s'");
    try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
      service.instantiateResource("samples", "rows", "samples");
      database.run(
          "INSERT INTO samples VALUES (2" + values + ")", "INSERT INTO samples (id) VALUES (3)");
      database.run("UPDATE samples SET " + updates() + " WHERE id = 3");
      database.awaitShown(postgres);
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
}
