package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Queries that ask for values beyond any size, or for functions of values that they do not take:
 * each is refused, with its code and, where a part of the text is the reason, its place. Found by
 * {@link MutationTest} and its like.
 */
class HostileQueriesTest {

  /** A query, the code of its refusal and its place; 0:0 for none. */
  private record Refused(String query, String state, String place) {}

  private static Refused large(String expression) {
    return new Refused("SELECT " + expression + " AS x FROM customers", "54000", "0:0");
  }

  private static Refused outOfRange(String expression) {
    return new Refused("SELECT " + expression + " AS x FROM customers", "22003", "0:0");
  }

  private static Refused outOfTime(String expression) {
    return new Refused("SELECT " + expression + " AS x FROM customers", "22008", "0:0");
  }

  private static Refused deep(String query) {
    return new Refused(query, "54001", "0:0");
  }

  private static Refused unknown(String query, String place) {
    return new Refused(query, "42883", place);
  }

  private static final List<Refused> VALUES =
      List.of(
          large("repeat(name, 999999999)"),
          large("lpad(name, 999999999)"),
          large("replace(repeat(name || 'a', 1000000), 'a', repeat('b', 1000000))"),
          large("regexp_replace(repeat(name, 100000), '.', repeat('b', 100000), 'g')"),
          large("repeat(name, 3000000) || repeat(name, 3000000)"),
          large("concat(repeat(name, 3000000), repeat(name, 3000000))"),
          large("format('%s%s', repeat(name, 3000000), repeat(name, 3000000))"),
          large(
              "array_to_string(string_to_array(repeat(name || ',', 100000), ','), repeat('x',"
                  + " 1000))"),
          large(
              "(SELECT jsonb_build_array(f, f, f, f, f, f, f, f) FROM (SELECT jsonb_build_array(e,"
                  + " e, e, e, e, e, e, e) AS f FROM (SELECT jsonb_build_array(d, d, d, d, d, d, d,"
                  + " d) AS e FROM (SELECT jsonb_build_array(repeat(c.name, 9000)) AS d FROM"
                  + " customers c WHERE c.key = 1) q) r) s)"),
          new Refused("SELECT key + '1e999999999'::numeric AS x FROM customers", "22003", "1:14"),
          outOfRange("(name || repeat('9', 1000000))::numeric"),
          outOfRange("(replace(name, 'Ann', '9') || repeat('9', 1000000))::int"),
          outOfRange(
              "(key + '1e400'::numeric) * (key + '1e400'::numeric) * (key + '1e400'::numeric)"),
          outOfRange("factorial(key + 998)"),
          outOfTime("DATE '9999-12-31' + key::int"),
          outOfTime("DATE '0001-01-01' - 400 * key::int"),
          outOfTime("timestamptz '9999-12-31 23:59:59' + key * interval '2 days'"),
          outOfTime("timestamp '0001-01-01' - key * interval '2 years'"),
          outOfTime("to_timestamp(300000000000 * key)"),
          outOfTime("make_date(9999 + key::int, 1, 1)"),
          outOfTime("('1000' || key || '-01-01')::date"),
          outOfTime("(key || '0000-01-01')::timestamptz"),
          outOfTime("key * interval '2000000000 hours' * 2"),
          outOfTime("interval '1 day' * (key + 1e30)"),
          outOfTime("interval '1 day' / (1e-30 * key)"),
          outOfTime("(key || '99999999999999999999 days')::interval"),
          outOfTime("(key || '99999999999999999999:00')::interval"),
          outOfTime("('P' || key || '99999999999999999999Y')::interval"),
          outOfTime("interval '2000000000 months' + key * interval '2000000000 months'"),
          outOfTime("make_interval(years => 2147483647) * key"),
          new Refused(
              "SELECT jsonb_set(to_jsonb(key), '{a}', '9') AS x FROM customers", "22023", "0:0"),
          new Refused("SELECT to_jsonb(key) #- '{a}' AS x FROM customers", "22023", "0:0"),
          new Refused(
              "SELECT jsonb_set(jsonb_build_array(key), '{a}', '9') AS x FROM customers",
              "22P02",
              "0:0"),
          outOfRange("length(('1' || key || 'e999999998')::jsonb::text)"),
          outOfRange("(('[1' || key || 'e30000000]')::jsonb)::text"),
          new Refused(
              "SELECT (repeat('1', 100000) || key)::interval AS x FROM customers", "22007", "0:0"),
          new Refused("SELECT (key || ':1:1.2.3')::interval AS x FROM customers", "22007", "0:0"),
          new Refused("SELECT ('P' || key || '-Y')::interval AS x FROM customers", "22007", "0:0"),
          deep(
              "WITH RECURSIVE t (d, n) AS (SELECT to_jsonb(key), 1 FROM customers UNION ALL SELECT"
                  + " jsonb_build_array(d), n + 1 FROM t WHERE n < 20000) SELECT count(d) FROM t"),
          deep(
              "WITH RECURSIVE t (d, n) AS (SELECT to_jsonb(key), 1 FROM customers UNION ALL SELECT"
                  + " jsonb_build_object('d', d), n + 1 FROM t WHERE n < 20000) SELECT d FROM t"),
          deep(
              "SELECT jsonb_agg(d) FROM (SELECT (repeat('[', 500) || key || repeat(']',"
                  + " 500))::jsonb AS d FROM customers) AS x"),
          deep(
              "SELECT jsonb_object_agg('d', d) FROM (SELECT (repeat('[', 500) || key || repeat(']',"
                  + " 500))::jsonb AS d FROM customers) AS x"),
          deep("SELECT (repeat('[', 501) || key || repeat(']', 501))::jsonb AS d FROM customers"),
          new Refused("SELECT (key || '١')::numeric AS x FROM customers", "22P02", "0:0"),
          new Refused("SELECT (key || '１')::float8 AS x FROM customers", "22P02", "0:0"),
          new Refused("SELECT to_date('٢٠٢' || key, 'YYYY') AS x FROM customers", "22007", "0:0"),
          new Refused("SELECT chr(55295 + key::int) AS x FROM customers", "54000", "0:0"));

  private static final List<Refused> TYPES =
      List.of(
          unknown("SELECT key, @name AS n FROM customers", "1:13"),
          unknown("SELECT payload - payload AS d FROM events", "1:16"),
          unknown("SELECT round(payload) AS r FROM events", "1:8"),
          unknown("SELECT key,\n -payload AS r FROM events", "2:2"),
          unknown("SELECT sum(payload) AS s FROM events", "1:8"),
          new Refused(
              "SELECT array_agg(pieces ORDER BY NOT key) FILTER (WHERE total > 20) AS a FROM"
                  + " orders",
              "42804",
              "1:34"),
          unknown("SELECT to_char(name, 'YYYY') AS t FROM customers", "1:8"),
          unknown("SELECT date_trunc('month', payload) AS t FROM events", "1:8"),
          unknown("SELECT extract(year FROM payload) AS t FROM events", "1:8"),
          unknown("SELECT generate_series(1, name) AS n FROM customers", "1:8"),
          unknown("SELECT key FROM customers WHERE name = ANY(1)", "1:40"),
          unknown("SELECT uper(name) AS u FROM customers", "1:8"),
          new Refused(
              "SELECT e.key, t FROM events e LEFT JOIN LATERAL jsonb_array_elements(e.payload ->"
                  + " 'tags') AS t ON (SELECT true)",
              "0A000",
              "1:1"),
          new Refused("SELECT 1e1400 AS n", "22003", "1:8"),
          new Refused(
              "SELECT key FROM orders WHERE key = jsonb_array_length(x => '1')", "0A000", "1:55"));

  private static String doubled(String with, int times) {
    return with
        + IntStream.range(1, times)
            .mapToObj(i -> ", t%d AS (SELECT a.key FROM t%d a, t%d b)".formatted(i, i - 1, i - 1))
            .collect(Collectors.joining())
        + " SELECT count(*) AS n FROM t"
        + (times - 1);
  }

  private static Refused sized(String query, int column) {
    return new Refused(query, "54001", "1:" + column);
  }

  private static final List<Refused> SIZES =
      List.of(
          sized(doubled("WITH t0 AS (SELECT key FROM customers)", 40), 1),
          sized(
              doubled(
                  "WITH RECURSIVE t0 AS (SELECT key FROM customers UNION SELECT key + 1 FROM t0"
                      + " WHERE key < 3)",
                  40),
              1),
          sized(
              "SELECT key FROM customers WHERE key IN ("
                  + doubled("WITH t0 AS (SELECT key FROM customers)", 40)
                  + ")",
              41),
          sized(
              "SELECT count(*) AS n FROM customers GROUP BY "
                  + String.join(", ", Collections.nCopies(7, "CUBE (key, name)")),
              1),
          sized(
              "WITH t AS (SELECT key, name, count(*) AS n FROM customers GROUP BY "
                  + String.join(", ", Collections.nCopies(5, "CUBE (key, name)"))
                  + ") SELECT count(*) AS n FROM t GROUP BY "
                  + String.join(", ", Collections.nCopies(5, "CUBE (key, name)")),
              1));

  @Test
  @Timeout(20)
  void queriesThatGrowWithoutBoundInTheirPlans_areRefused() {
    try (ServiceInstance service = started()) {
      assertThat(differences(service, SIZES)).isEmpty();
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      assertThat(
              Rows.of(
                  over.query(
                      doubled("WITH t0 AS (SELECT key FROM customers)", 4), SqlParameters.none())))
          .containsExactly("[256]");
    }
  }

  private static List<String> differences(ServiceInstance service, List<Refused> queries) {
    List<String> differences = new ArrayList<>();
    SnapshotQuery over = SnapshotQuery.over(service.snapshot());
    for (Refused each : queries) {
      try {
        over.query(each.query(), SqlParameters.none());
        differences.add("is taken: " + each.query());
      } catch (SqlException e) {
        String place = e.line() + ":" + e.column();
        if (!e.state().equals(each.state()) || !place.equals(each.place())) {
          differences.add(e.state() + " " + place + " " + e.reason() + " <- " + each.query());
        }
      }
    }
    return differences;
  }

  private static ServiceInstance started() {
    ServiceInstance service = ServiceInstance.start(new Warehouse());
    Json ann = Json.object(Map.of("name", Json.of("Ann"), "active", Json.of(true)));
    service.update("customers", List.of(Entry.of(Json.of(1), ann), Entry.of(Json.of(2), ann)));
    return service;
  }

  @Test
  void valuesBeyondAnySize_areRefused() {
    try (ServiceInstance service = started()) {
      assertThat(differences(service, VALUES)).isEmpty();
    }
  }

  @Test
  void functionsOfValuesThatTheyDoNotTake_areRefusedAtTheirPlace() {
    try (ServiceInstance service = started()) {
      assertThat(differences(service, TYPES)).isEmpty();
    }
  }

  @Test
  void namesThatAreNearlyRight_areToldTheNearest() {
    try (ServiceInstance service = started()) {
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      Map<String, String> nearest =
          Map.of(
              "SELECT uper(name) FROM customers", "did you mean upper?",
              "SELECT row_numbr() OVER () FROM customers", "did you mean row_number?",
              "SELECT genrate_series(1, 3)", "did you mean generate_series?",
              "SELECT n_couzt FROM (SELECT 1) AS t (n_count)", "did you mean n_count?",
              "SELECT kye FROM customers", "did you mean key?",
              "SELECT key FROM custmers", "did you mean customers?",
              "SELECT '1'::timestamtz", "did you mean timestamptz?",
              "WITH totals AS (SELECT 1 AS n) SELECT * FROM totls", "did you mean totals?");
      List<String> differences = new ArrayList<>();
      nearest.forEach((query, hint) -> {
        try {
          over.query(query, SqlParameters.none());
          differences.add("is taken: " + query);
        } catch (SqlException e) {
          if (!e.reason().contains(hint)) {
            differences.add(e.reason() + " <- " + query);
          }
        }
      });
      assertThat(differences).isEmpty();
    }
  }
}
