package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A service and a PostgreSQL with the same rows, which come and go at random, and the same queries:
 * live, ad hoc and in PostgreSQL all have the same result at every stop.
 */
final class Comparison implements AutoCloseable {

  private final Postgres postgres = Postgres.start();
  private final ServiceInstance service;
  private final Map<String, Map<Json, Row>> rows = new TreeMap<>();
  private final Map<String, String> open = new LinkedHashMap<>();
  private final List<String> refused = new ArrayList<>();
  private final Set<String> answered = new HashSet<>();
  private final Random random;

  /** A row that may be there: as the service and as PostgreSQL are given it. */
  private record Row(Json value, String statement) {}

  /** A comparison over tables of all types. */
  Comparison(long seed) {
    this(new Warehouse(), seed);
  }

  /** A comparison over the inputs of a service. */
  Comparison(SkipService<?, ?> of, long seed) {
    service = ServiceInstance.start(of);
    random = new Random(seed);
  }

  Postgres postgres() {
    return postgres;
  }

  ServiceInstance service() {
    return service;
  }

  /** A row that may be there, of a table that is empty in both. */
  void mayHave(String table, Json key, Json value, String insertion) {
    rows.computeIfAbsent(table, absent -> new LinkedHashMap<>())
        .put(key, new Row(value, insertion));
  }

  /** Opens a query live, unless PostgreSQL refuses it. */
  void follow(String query) {
    if (postgres.query(query).isEmpty()) {
      return;
    }
    String identifier = "view" + open.size();
    try {
      service.instantiateResource(identifier, LiveQuery.RESOURCE, parameters(query));
      open.put(query, identifier);
    } catch (RuntimeException e) {
      refused.add(query + ": " + e + causes(e));
    }
  }

  private static String causes(Throwable failure) {
    StringBuilder causes = new StringBuilder();
    for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
      causes.append(" <- ").append(each);
    }
    return causes.toString();
  }

  /** The queries that the service refuses and PostgreSQL accepts, and why. */
  List<String> refused() {
    return refused;
  }

  int followed() {
    return open.size();
  }

  /** The queries that had a row with anything but NULL at some check. */
  Set<String> answered() {
    return answered;
  }

  private static Json parameters(String query) {
    return Json.object(Map.of("query", Json.of(query)));
  }

  /** Lets rows come and go, one in three stays as it is. */
  void change() {
    Map<String, List<Entry<Json, Json>>> changes = new LinkedHashMap<>();
    rows.forEach((table, all) -> {
      postgres.run("DELETE FROM " + table);
      List<Entry<Json, Json>> entries = new ArrayList<>();
      all.forEach((key, row) -> {
        if (random.nextInt(3) > 0) {
          postgres.run(row.statement());
          entries.add(Entry.of(key, row.value()));
        } else {
          entries.add(Entry.deleted(key));
        }
      });
      changes.put(table, entries);
    });
    service.transaction(writes -> changes.forEach(writes::update));
  }

  /** Compares all open queries with PostgreSQL. */
  void check() {
    assertThat(differences()).isEmpty();
  }

  /** What is not as in PostgreSQL, of all open queries. */
  List<String> differences() {
    SnapshotQuery snapshot = SnapshotQuery.over(service.snapshot());
    List<String> differences = new ArrayList<>();
    for (String query : open.keySet()) {
      postgres
          .query(query)
          .ifPresent(expected -> {
            if (expected.stream().flatMap(List::stream).anyMatch(Objects::nonNull)) {
              answered.add(query);
            }
            try {
              compare(query, Rows.sorted(expected), snapshot, differences);
            } catch (RuntimeException e) {
              differences.add(query + ": " + e + causes(e));
            }
          });
    }
    return differences;
  }

  private void compare(
      String query, List<String> expected, SnapshotQuery snapshot, List<String> differences) {
    SnapshotQuery.Result result = snapshot.query(query, SqlParameters.none());
    List<String> columns = result.columns().stream().map(each -> each.name()).toList();
    List<String> live = new ArrayList<>();
    for (Entry<Json, Json> entry :
        service.<Json, Json>getAll(LiveQuery.RESOURCE, parameters(query))) {
      entry.values().forEach(row -> live.add(Rows.of(row, columns)));
    }
    List<String> adHoc = new ArrayList<>(Rows.of(result));
    boolean isSorted =
        query.toUpperCase(Locale.ROOT).lastIndexOf("ORDER BY") > query.lastIndexOf(')');
    if (isSorted && !live.equals(adHoc)) {
      differences.add("order of " + query + ": live " + live + ", ad hoc " + adHoc);
    }
    Collections.sort(live);
    Collections.sort(adHoc);
    if (!adHoc.equals(expected)) {
      differences.add(query + ": ad hoc " + adHoc + ", PostgreSQL " + expected);
    }
    if (!live.equals(expected)) {
      differences.add(query + ": live " + live + ", PostgreSQL " + expected);
    }
  }

  @Override
  public void close() {
    service.close();
    postgres.close();
  }
}
