package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.QueryRefusedException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.spi.WorkBounds;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Live queries of clients that take more than they may, or that fail: writes go on, and the client
 * is told what it is told of the same query ad hoc.
 */
class LiveLimitsTest {

  private static ServiceInstance started(WorkBounds bounds) {
    ServiceInstance service =
        ServiceInstance.start(new Warehouse(), EngineOptions.defaults().withWorkBounds(bounds));
    write(service, 1);
    return service;
  }

  private static void write(ServiceInstance service, int customer) {
    Json ann = Json.object(Map.of("name", Json.of("Ann"), "active", Json.of(true)));
    service.update("customers", List.of(Entry.of(Json.of(customer), ann)));
  }

  private static LiveQuery.Text live(String query) {
    return new LiveQuery.Text(query, Optional.empty(), Optional.empty());
  }

  /** What a client is told of a live query that is opened. */
  private static QueryRefusedException refusal(ServiceInstance service, String query) {
    return refusal(catchThrowable(() -> service.getAll(LiveQuery.RESOURCE, live(query))));
  }

  private static QueryRefusedException refusal(Throwable failure) {
    return (QueryRefusedException)
        Objects.requireNonNull(
            failure instanceof QueryRefusedException ? failure : failure.getCause());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) AS n FROM generate_series(1,100000) a, generate_series(1,100000) b",
        "SELECT c.key, a, b FROM customers c, generate_series(1,100000) a,"
            + " generate_series(1,100000) b WHERE a < b",
        "SELECT a, sum(a) OVER (ORDER BY a ROWS BETWEEN 50000 PRECEDING AND 50000 FOLLOWING) AS s"
            + " FROM generate_series(1,1000000) a",
        "SELECT string_agg(a::text, ',') OVER (ORDER BY a) AS s FROM generate_series(1,100000) a",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT r.n + b FROM r, generate_series(1,100000) b"
            + " WHERE r.n < 1000000) SELECT count(*) AS n FROM r",
        "SELECT DISTINCT a, b FROM generate_series(1,100000) a, generate_series(1,100000) b",
        "SELECT a FROM generate_series(1,100000) a, generate_series(1,100000) b UNION SELECT 2",
        "SELECT a FROM generate_series(1,100000) a WHERE a NOT IN (SELECT b + c FROM"
            + " generate_series(1,100000) b, generate_series(1,100000) c)"
      })
  void aQueryThatTakesTooMuch_isRefused_andWritesGoOn(String query) {
    try (ServiceInstance service = started(new WorkBounds(100, 32 << 20))) {
      QueryRefusedException refusal = refusal(service, query);
      assertThat(refusal.state()).isIn(SqlException.CANCELLED, SqlException.OUT_OF_MEMORY);
      write(service, 2);
      assertThat(service.getAll(LiveQuery.RESOURCE, live("SELECT key FROM customers"))).hasSize(2);
    }
  }

  /** A commit that makes one live query too expensive fails that one, and not another. */
  @Test
  void aCommitThatMakesAQueryTakeTooMuch_failsThatQueryAlone() {
    try (ServiceInstance service = started(new WorkBounds(60_000, 32 << 20))) {
      service.instantiateResource("large", LiveQuery.RESOURCE, live("SELECT key FROM customers"));
      Subscription small = service.subscribe("large", Optional.empty());
      assertThat(small.poll()).isPresent();
      String growing =
          "SELECT c.key, a FROM customers c CROSS JOIN customers d, generate_series(1,1000) a";
      service.instantiateResource("growing", LiveQuery.RESOURCE, live(growing));
      Subscription stream = service.subscribe("growing", Optional.empty());
      assertThat(stream.poll()).isPresent();
      List<Entry<Json, Json>> many = new ArrayList<>();
      for (int i = 2; i < 60; i++) {
        many.add(
            Entry.of(
                Json.of(i), Json.object(Map.of("name", Json.of("B"), "active", Json.of(true)))));
      }
      service.update("customers", many);
      assertThat(refusal(stream.pollFailure().orElseThrow()).state())
          .isEqualTo(SqlException.OUT_OF_MEMORY);
      assertThat(small.poll()).isPresent();
    }
  }

  /** The rows of a function are made one by one, not each with all others beside it. */
  @Test
  void theRowsOfAFunction_takeTimeAndMemoryInProportionToTheirNumber() {
    try (ServiceInstance service = started(new WorkBounds(60_000, 48 << 20))) {
      String series = "SELECT 2 * a AS n FROM generate_series(1,100000) a WHERE a % 2 = 0";
      assertThat(service.getAll(LiveQuery.RESOURCE, live(series))).hasSize(50_000);
      assertThat(SnapshotQuery.over(service.snapshot()).explain(series)).hasSizeLessThan(1_000);
      String cells = "SELECT key, a, n FROM customers, unnest(ARRAY[5,key]) WITH ORDINALITY t(a,n)";
      assertThat(service.<Json, Json>getAll(LiveQuery.RESOURCE, live(cells)))
          .extracting(entry -> entry.values().getFirst().toString())
          .containsExactly("{\"a\":5,\"key\":1,\"n\":1}", "{\"a\":1,\"key\":1,\"n\":2}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT key / (key - 1) AS q FROM customers",
        "SELECT name::int AS n FROM customers",
        "SELECT key FROM customers WHERE (name || '2024')::date < DATE '2024-01-01'",
        "SELECT sum(1 / (key - 1)) AS q FROM customers",
        "SELECT a.key FROM customers a JOIN customers b ON a.key = b.key AND 1 / (a.key - 1) > 0",
        "SELECT uper(name) AS u FROM customers",
        "SELECT key FROM customrs",
        "SELECT 'x'::int AS n FROM customers"
      })
  void failures_areToldAsThoseOfAdHocQueries(String query) {
    try (ServiceInstance service = started(WorkBounds.defaults())) {
      QueryRefusedException live = refusal(service, query);
      SqlException adHoc =
          (SqlException)
              catchThrowable(
                  () -> SnapshotQuery.over(service.snapshot()).query(query, SqlParameters.none()));
      assertThat(live.state()).isEqualTo(adHoc.state());
      assertThat(live.getMessage()).isEqualTo(adHoc.getMessage());
      assertThat(live.line()).isEqualTo(adHoc.line());
      assertThat(live.column()).isEqualTo(adHoc.column());
    }
  }

  @Test
  void failuresOfOpenQueries_areToldAsThoseOfAdHocQueries() {
    try (ServiceInstance service = started(WorkBounds.defaults())) {
      service.instantiateResource(
          "q", LiveQuery.RESOURCE, live("SELECT 6 / (key - 2) AS q FROM customers"));
      Subscription stream = service.subscribe("q", Optional.empty());
      assertThat(stream.poll()).isPresent();
      write(service, 2);
      QueryRefusedException told = refusal(stream.pollFailure().orElseThrow());
      assertThat(told.state()).isEqualTo(SqlException.DIVISION_BY_ZERO);
      assertThat(told).hasMessage("division by zero");
      service.update("customers", List.of(Entry.deleted(Json.of(2))));
      assertThat(stream.poll()).isPresent();
    }
  }
}
