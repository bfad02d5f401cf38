package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import io.skipruntime.sql.catalog.SqlException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Queries as collections and resources, their parameters, and ad hoc queries over versions. */
class SqlTest {

  record Sale(String region, long amount) {}

  record In(EagerCollection<Long, Sale> sales) {}

  record Total(String region, long total) {}

  record Shared(EagerCollection<Long, Sale> sales, EagerCollection<String, Total> totals) {}

  /** The sales of a region that are not less than an amount. */
  record Of(String region, long least) implements SqlResource<Shared> {
    @Override
    public String query() {
      return "SELECT key, amount FROM sales WHERE region = :region AND amount >= :least"
          + " ORDER BY amount DESC, key";
    }
  }

  /** The sum of a region. */
  record SumOf(String region) implements SqlResource<Shared> {
    @Override
    public String query() {
      return "SELECT sum(amount) AS s FROM sales WHERE region = :region GROUP BY region";
    }
  }

  record Totals() implements Resource<Shared> {
    @Override
    public EagerCollection<String, Total> instantiate(Shared shared, Context context) {
      return shared.totals();
    }
  }

  static final class Sales implements SkipService<In, Shared> {
    @Override
    public InitialData initialData() {
      return InitialData.of(
          "sales",
          Entry.of(1L, new Sale("north", 10)),
          Entry.of(2L, new Sale("south", 5)),
          Entry.of(3L, new Sale("north", 7)));
    }

    @Override
    public Resources<Shared> resources() {
      return LiveQuery.offeredBy(
          Resources.<Shared>empty()
              .and("of", Of.class)
              .and("sumOf", SumOf.class)
              .and("totals", Totals.class));
    }

    @Override
    public Shared createGraph(In in, Context context) {
      EagerCollection<String, Total> totals =
          Sql.over(in)
              .define("large", "SELECT region, amount FROM sales WHERE amount > 6")
              .query(
                  "SELECT region, CAST(sum(amount) AS bigint) AS total FROM large GROUP BY region",
                  Key.class,
                  Total.class)
              .keyBy(Total::region);
      return new Shared(in.sales(), totals);
    }
  }

  /** The key of a group: its cells. */
  @Tuple
  record Key(String region) {}

  private static Json row(String json) {
    return Json.parse(json);
  }

  @Test
  void viewsAndTypedRows_followTheInputs() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      assertThat(service.getAll("totals"))
          .containsExactly(Entry.of("north", new Total("north", 17)));
      service.update("sales", List.of(Entry.of(2L, new Sale("south", 9))));
      assertThat(service.getAll("totals"))
          .containsExactly(
              Entry.of("north", new Total("north", 17)), Entry.of("south", new Total("south", 9)));
    }
  }

  @Test
  void resource_hasTheRowsOfItsParameters_inOrder() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      service.update("sales", List.of(Entry.of(4L, new Sale("north", 8))));
      assertThat(values(service, "of", new Of("north", 8)))
          .containsExactly(row("{\"key\":1,\"amount\":10}"), row("{\"key\":4,\"amount\":8}"));
      assertThat(values(service, "of", new Of("east", 0))).isEmpty();
    }
  }

  private static List<Json> values(ServiceInstance service, String resource, Object params) {
    return service.<Json, Json>getAll(resource, params).stream()
        .flatMap(entry -> entry.values().stream())
        .toList();
  }

  @Test
  void instances_shareWhatDoesNotDependOnTheirParameters() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      service.instantiateResource("north", "sumOf", new SumOf("north"));
      int one = service.nodeCount();
      service.instantiateResource("south", "sumOf", new SumOf("south"));
      int perInstance = service.nodeCount() - one;
      assertThat(perInstance).isLessThan(one / 2).isLessThanOrEqualTo(4);
      assertThat(values(service, "sumOf", new SumOf("south"))).containsExactly(row("{\"s\":5}"));
    }
  }

  @Test
  void parameterNull_matchesNothing() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      Json params =
          row("{\"query\":\"SELECT key FROM sales WHERE region = :r\",\"params\":{\"r\":null}}");
      assertThat(values(service, LiveQuery.RESOURCE, params)).isEmpty();
    }
  }

  @Test
  void parameterBelowASemiJoin_isLifted() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      liftedBelow(service, "EXISTS", 7);
      liftedBelow(service, "NOT EXISTS", 10);
    }
  }

  private static void liftedBelow(ServiceInstance service, String test, int amount) {
    String query =
        "SELECT amount FROM (SELECT amount FROM sales WHERE region = :r) AS a WHERE "
            + test
            + " (SELECT 1 FROM sales b WHERE b.amount > a.amount + 1)";
    assertThat(SnapshotQuery.over(service.snapshot()).parametersOf(query))
        .containsExactly("parameters r: live instances are slices of one plan that all share");
    Json params =
        Json.object(
            Map.of("query", Json.of(query), "params", Json.object(Map.of("r", Json.of("north")))));
    assertThat(values(service, LiveQuery.RESOURCE, params))
        .containsExactly(Json.object(Map.of("amount", Json.of(amount))));
  }

  @Test
  void adHocQuery_readsOneVersion_alsoOfThePast() {
    try (ServiceInstance service =
        ServiceInstance.start(new Sales(), EngineOptions.defaults().withHistoryMillis(1_000_000))) {
      Watermark before = service.watermark();
      service.update("sales", List.of(Entry.of(1L, new Sale("north", 100))));
      String query = "SELECT sum(amount) AS s FROM sales WHERE region = :r";
      SqlParameters north = SqlParameters.of(Map.of("r", Json.of("north")));
      assertThat(SnapshotQuery.over(service.snapshot()).query(query, north).rows())
          .containsExactly(List.of(Json.of(107)));
      assertThat(SnapshotQuery.over(service.at(before).snapshot()).query(query, north).rows())
          .containsExactly(List.of(Json.of(17)));
    }
  }

  @Test
  void refusal_hasThePlace_andTheNearestName() {
    refused("SELECT regoin\nFROM sales", SqlException.UNKNOWN_COLUMN, 1, 8, "region");
    refused("SELECT region\nFROM sale", SqlException.UNKNOWN_TABLE, 2, 6, "sales");
    refused("SELECT region\nFORM sales a", SqlException.SYNTAX, 2, 6, "");
    refused("SELECT region, sum(amount) FROM sales", SqlException.INVALID, 1, 8, "region");
    refused("SELECT key,\n  amount::, 1 FROM sales", SqlException.SYNTAX, 2, 9, "type");
    refused("SELECT key::text,\n  regoin FROM sales", SqlException.UNKNOWN_COLUMN, 2, 3, "region");
    refused("SELECT key::text, regoin::int FROM sales", SqlException.UNKNOWN_COLUMN, 1, 19, "");
    refused("SELECT ::text FROM sales", SqlException.SYNTAX, 1, 8, "between");
    refused(" \n ", SqlException.SYNTAX, 1, 1, "the query is empty");
    refused("SELECT region,\n", SqlException.SYNTAX, 1, 14, "where the query ends");
    refused("DELETE FROM sales", SqlException.READ_ONLY, 1, 1, "inputs");
  }

  private static void refused(String query, String state, int line, int column, String said) {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      assertThatThrownBy(() -> over.query(query, SqlParameters.none()))
          .isInstanceOfSatisfying(
              SqlException.class,
              refusal -> {
                assertThat(refusal.state()).isEqualTo(state);
                assertThat(List.of(refusal.line(), refusal.column()))
                    .isEqualTo(List.of(line, column));
                assertThat(refusal).hasMessageContaining(said);
              });
    }
  }

  @Test
  void query_mayHaveALongText_butNotOneThatIsNestedTooDeep() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      String text = "it''s ".repeat(10_000);
      assertThat(over.query("SELECT length('" + text + "') AS n", SqlParameters.none()).rows())
          .hasSize(1);
      for (String nested :
          List.of(
              "(".repeat(30_000) + "1" + ")".repeat(30_000),
              "NOT ".repeat(15_000) + "TRUE",
              "1" + "+1".repeat(30_000))) {
        assertThatThrownBy(() -> over.query("SELECT " + nested + " AS n", SqlParameters.none()))
            .isInstanceOf(SqlException.class)
            .hasMessageContaining("nested too deep");
      }
    }
  }

  @Test
  void query_isRefused_whenItNeedsWhatIsNotThereYet() {
    for (String query :
        List.of(
            "SELECT key, sum(DISTINCT amount) OVER () AS s FROM sales",
            "SELECT key FROM sales WHERE row_number() OVER (ORDER BY key) = 1",
            "SELECT key FROM sales WHERE region = :missing")) {
      try (ServiceInstance service = ServiceInstance.start(new Sales())) {
        SnapshotQuery over = SnapshotQuery.over(service.snapshot());
        assertThatThrownBy(() -> over.query(query, SqlParameters.none()))
            .isInstanceOf(SqlException.class);
      }
    }
  }

  @Test
  void now_isTheTimeOfAnAdHocQuery() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      Instant before = Instant.now();
      List<Json> row =
          SnapshotQuery.over(service.snapshot())
              .query(
                  "SELECT now() AS n, current_timestamp = now() AS same,"
                      + " current_date = now()::date AS today",
                  SqlParameters.none())
              .rows()
              .getFirst();
      assertThat(Instant.parse(row.getFirst().asString())).isBetween(before, Instant.now());
      assertThat(row.subList(1, 3)).containsExactly(Json.of(true), Json.of(true));
    }
  }

  /** The best sales of a region: the window is within the rows of each parameter. */
  @Test
  void windows_areWithinTheRowsOfAParameter_andShared() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      String query =
          "{\"query\":\"SELECT key, rank() OVER (ORDER BY amount DESC) AS r, sum(amount) OVER ()"
              + " AS s FROM sales WHERE region = :r\",\"params\":{\"r\":\"%s\"}}";
      service.instantiateResource("north", LiveQuery.RESOURCE, row(query.formatted("north")));
      int one = service.nodeCount();
      service.instantiateResource("south", LiveQuery.RESOURCE, row(query.formatted("south")));
      assertThat(service.nodeCount() - one).isLessThanOrEqualTo(4);
      assertThat(values(service, LiveQuery.RESOURCE, row(query.formatted("north"))))
          .containsExactlyInAnyOrder(
              row("{\"key\":1,\"r\":1,\"s\":17}"), row("{\"key\":3,\"r\":2,\"s\":17}"));
      assertThat(values(service, LiveQuery.RESOURCE, row(query.formatted("south"))))
          .containsExactly(row("{\"key\":2,\"r\":1,\"s\":5}"));
    }
  }

  @Test
  void failure_isThatOfTheQuery_notOfTheService() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      Json params = row("{\"query\":\"SELECT key, 10 / (amount - 5) AS q FROM sales\"}");
      assertThatThrownBy(() -> service.getAll(LiveQuery.RESOURCE, params))
          .hasMessageContaining("division by zero");
      service.update("sales", List.of(Entry.deleted(2L)));
      assertThat(values(service, LiveQuery.RESOURCE, params)).hasSize(2);
    }
  }

  @Test
  void query_ends_whenItTakesMoreThanItMay() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      String pairs = "SELECT a.key FROM sales a CROSS JOIN sales b ORDER BY a.key";
      assertThatThrownBy(() ->
              over.query(
                  pairs,
                  SqlParameters.none(),
                  new SnapshotQuery.Limits(30_000, 300, 100),
                  () -> false))
          .hasMessageContaining("memory");
      assertThatThrownBy(() ->
              over.query(
                  pairs,
                  SqlParameters.none(),
                  new SnapshotQuery.Limits(30_000, 1 << 20, 3),
                  () -> false))
          .hasMessageContaining("more than 3 rows");
    }
  }

  @Test
  void explanation_namesTheOperations() {
    try (ServiceInstance service = ServiceInstance.start(new Sales())) {
      assertThat(
              SnapshotQuery.over(service.snapshot())
                  .explain(
                      "SELECT region, count(*) AS n FROM sales WHERE amount > 1 GROUP BY region"))
          .contains("aggregate", "filter", "scan sales");
    }
  }
}
