package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.MovedClock;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Live queries that ask for the time of now, as PostgreSQL answers them at each moment. */
class LiveTimeTest {

  private static final Instant START = Instant.parse("2024-02-29T18:00:00Z");
  private static final int STOPS = 25;
  private static final long KEYS = 30;

  private static final List<String> QUERIES =
      List.of(
          "SELECT key FROM visits WHERE placed > now() - interval '1 hour'",
          "SELECT key, placed FROM visits WHERE now() >= placed + interval '30 minutes' AND placed"
              + " + interval '2 hours' > now()",
          "SELECT key FROM visits WHERE placed BETWEEN now() - interval '1 day' AND now()",
          "SELECT customer, count(*) AS n FROM visits WHERE placed::date = current_date GROUP BY"
              + " customer",
          "SELECT key FROM visits WHERE due <= current_date + 1 AND pieces > 1",
          "SELECT count(*) AS n, sum(pieces) AS p FROM visits WHERE noted < localtimestamp",
          "SELECT key FROM visits WHERE placed >= date_trunc('hour', now())",
          "SELECT key FROM visits WHERE placed < date_trunc('month', now()) - interval '1 hour'",
          "SELECT customer, max(placed) AS last FROM visits GROUP BY customer HAVING max(placed) <"
              + " now() - interval '1 hour'",
          "SELECT a.key, b.key AS other FROM visits a JOIN visits b ON a.customer = b.customer"
              + " WHERE a.placed + b.pieces * interval '20 minutes' > now()",
          "SELECT key FROM visits WHERE placed <= now() ORDER BY placed DESC, key LIMIT 3",
          "SELECT key FROM visits o WHERE NOT EXISTS (SELECT 1 FROM visits p WHERE p.customer ="
              + " o.customer AND p.key <> o.key AND p.placed > now() - interval '1 hour')",
          "SELECT key, row_number() OVER (ORDER BY placed, key) AS n FROM visits WHERE placed <="
              + " now()");

  /** A visit, whose times may be to come. */
  record Visit(
      long customer, int pieces, Optional<Instant> placed, LocalDate due, LocalDateTime noted) {}

  record Visits(EagerCollection<Long, Visit> visits) {}

  record Diary() implements SkipService<Visits, Visits> {
    @Override
    public Resources<Visits> resources() {
      return LiveQuery.offeredBy(Resources.<Visits>empty());
    }

    @Override
    public Visits createGraph(Visits in, Context context) {
      return in;
    }
  }

  private static Json parameters(String query) {
    return Json.object(Map.of("query", Json.of(query)));
  }

  /** The query with the time as constants. */
  private static String at(Instant now, String query) {
    LocalDateTime local = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    return query
        .replace("localtimestamp", "'" + local + "'::timestamp")
        .replace("current_date", "'" + local.toLocalDate() + "'::date")
        .replace("now()", "'" + now + "'::timestamptz");
  }

  @Test
  void rowsComeAndGo_asTimePasses() {
    Random random = new Random(12);
    MovedClock clock = new MovedClock(START);
    Map<String, List<String>> columns = new LinkedHashMap<>();
    try (Postgres postgres = Postgres.start();
        ServiceInstance service =
            ServiceInstance.start(new Diary(), EngineOptions.defaults().withClock(clock))) {
      postgres.run(
          "CREATE TABLE visits(key bigint PRIMARY KEY, customer bigint, pieces int, placed"
              + " timestamptz, due date, noted timestamp)");
      int opened = 0;
      for (String query : QUERIES) {
        service.instantiateResource("view" + opened++, LiveQuery.RESOURCE, parameters(query));
        columns.put(
            query,
            SnapshotQuery.over(service.snapshot()).prepare(query).columns().stream()
                .map(column -> column.name())
                .toList());
      }
      List<String> answered = new ArrayList<>();
      for (int i = 0; i < STOPS; i++) {
        if (i % 3 == 0) {
          write(random, clock.instant(), postgres, service);
        }
        for (String query : QUERIES) {
          List<List<@Nullable Object>> rows =
              postgres.query(at(clock.instant(), query)).orElseThrow();
          assertThat(live(service, query, columns.getOrDefault(query, List.of())))
              .as("%s at %s", query, clock.instant())
              .isEqualTo(Rows.sorted(rows));
          if (!rows.isEmpty()) {
            answered.add(query);
          }
        }
        clock.move(Duration.ofSeconds(random.nextInt(5) == 0 ? 0 : random.nextInt(3_600)));
      }
      assertThat(answered).containsAll(QUERIES);
    }
  }

  private static void write(
      Random random, Instant now, Postgres postgres, ServiceInstance service) {
    List<Entry<Json, Json>> entries = new ArrayList<>();
    for (long key = 0; key < KEYS; key++) {
      if (random.nextInt(3) > 0) {
        continue;
      }
      postgres.run("DELETE FROM visits WHERE key = " + key);
      if (random.nextInt(4) == 0) {
        entries.add(Entry.deleted(Json.of(key)));
        continue;
      }
      Instant placed = now.plusSeconds(random.nextInt(20_000) - 10_000L);
      Visit visit =
          new Visit(
              random.nextInt(6),
              random.nextInt(4),
              random.nextInt(6) == 0 ? Optional.empty() : Optional.of(placed),
              LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(random.nextInt(4)),
              LocalDateTime.ofInstant(now, ZoneOffset.UTC)
                  .plusSeconds(random.nextInt(9_000) - 3_000L));
      entries.add(Entry.of(Json.of(key), Json.from(visit)));
      postgres.run(
          "INSERT INTO visits VALUES (%d, %d, %d, %s, '%s', '%s')"
              .formatted(
                  key,
                  visit.customer(),
                  visit.pieces(),
                  visit.placed().map(time -> "'" + time + "'").orElse("NULL"),
                  visit.due(),
                  visit.noted()));
    }
    service.update("visits", entries);
  }

  private static List<String> live(ServiceInstance service, String query, List<String> columns) {
    List<String> rows = new ArrayList<>();
    for (Entry<Json, Json> entry :
        service.<Json, Json>getAll(LiveQuery.RESOURCE, parameters(query))) {
      entry.values().forEach(row -> rows.add(Rows.of(row, columns)));
    }
    Collections.sort(rows);
    return rows;
  }

  @Test
  void timeOfNow_isRefusedElsewhere() {
    try (ServiceInstance service = ServiceInstance.start(new Diary())) {
      for (String query :
          List.of(
              "SELECT now() - placed AS age FROM visits",
              "SELECT key FROM visits WHERE now() - placed < interval '1 hour'",
              "SELECT key FROM visits WHERE placed > now() OR pieces > 1",
              "SELECT key FROM visits WHERE extract(hour FROM now()) > pieces",
              "SELECT a.key FROM visits a LEFT JOIN visits b ON a.key = b.customer AND a.placed >"
                  + " now()")) {
        assertThatThrownBy(() -> service.getAll(LiveQuery.RESOURCE, parameters(query)))
            .as(query)
            .hasMessageContaining("as in placed > now() - interval '1 day'");
      }
    }
  }
}
