package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Principal;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.system.CatalogSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Explanations: what an operation costs live, what it did, and with whom it is shared. */
class ExplainTest {

  private static final String JOIN =
      "SELECT a.region, count(*) AS n, max(b.amount) AS m FROM sales a JOIN sales b ON a.region ="
          + " b.region GROUP BY a.region";

  private final ServiceInstance service = ServiceInstance.start(new SqlTest.Sales());

  @AfterEach
  void close() {
    service.close();
  }

  private List<String> lines(String text, Optional<Principal> user, Map<String, Json> values) {
    return ServiceQueries.explain(
        text,
        ServiceQueries.over(service, service.snapshot(), CatalogSession.none(), user),
        SqlParameters.of(values),
        SnapshotQuery.Limits.defaults(),
        () -> false,
        service,
        user);
  }

  private List<String> lines(String text) {
    return lines(text, Optional.empty(), Map.of());
  }

  private static String line(List<String> lines, String beginning) {
    return lines.stream()
        .filter(line -> line.strip().startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void costs_areThoseOfAChangedRow() {
    List<String> lines = lines("EXPLAIN " + JOIN);
    assertThat(line(lines, "aggregate")).endsWith("live: O(log g)");
    assertThat(line(lines, "join")).endsWith("live: as many rows as it meets");
    assertThat(String.join("\n", lines)).doesNotContain("rows 3");
  }

  @Test
  void analysis_countsTheRowsOfEachOperation() {
    List<String> lines = lines("/* why */ explain (analyze, costs off)\n" + JOIN);
    assertThat(line(lines, "aggregate")).contains("(rows 2, ", " keeps ");
    assertThat(line(lines, "join")).contains("(rows 5, ", "which is now 1.7 and 1.7 rows");
    assertThat(line(lines, "scan")).contains("(rows 3, ");
    assertThat(lines).noneMatch(line -> line.startsWith("live:"));
  }

  @Test
  void analysis_tellsTheNodesOfLiveInstances_andHowManyShareThem() {
    String query = "SELECT sum(amount) AS s FROM sales WHERE region = :region GROUP BY region";
    service.instantiateResource("north", "sumOf", new SqlTest.SumOf("north"));
    service.instantiateResource("south", "sumOf", new SqlTest.SumOf("south"));
    List<String> lines =
        lines("EXPLAIN ANALYZE " + query, Optional.empty(), Map.of("region", Json.of("north")));
    assertThat(lines)
        .contains("parameters region: live instances are slices of one plan that all share")
        .anyMatch(line -> line.startsWith("live: 2 instances are open"));
    assertThat(line(lines, "map keys 1")).doesNotContain("shared");
    assertThat(lines).anyMatch(line -> line.endsWith("shared with 1 other instances"));
  }

  @Test
  void parameters_thatAreNotLifted_areConstants() {
    assertThat(lines("EXPLAIN SELECT key FROM sales WHERE amount > :least AND region = $1"))
        .contains(
            "parameters 1: live instances are slices of one plan that all share",
            "parameters least: constants of each live instance");
  }

  @Test
  void inputs_waitForTheOneThatTheyAreEqualTo() {
    List<String> lines =
        lines(
            "EXPLAIN SELECT a.key FROM sales a, sales b, sales c, sales d WHERE c.key = a.key AND"
                + " b.region = c.region AND d.amount > b.amount");
    assertThat(lines.stream().filter(line -> line.strip().startsWith("join")))
        .hasSize(3)
        .satisfiesOnlyOnce(
            line -> assertThat(line).contains("join scans: each row meets each where GREATER"));
  }

  @Test
  void conditions_areTakenOutOfAnOr() {
    List<String> lines =
        lines(
            "EXPLAIN SELECT a.key FROM sales a, sales b WHERE (a.key = b.key AND a.region = 'north'"
                + " AND b.amount > 1) OR (a.key = b.key AND a.region = 'south')");
    assertThat(line(lines, "join")).startsWith("  join on #0 = #0 where ");
    assertThat(line(lines, "filter"))
        .contains("filter (EQUAL(#1, north) or EQUAL(#1, south))")
        .doesNotContain("live");
  }

  @Test
  void constants_areEvaluatedOnce_unlessTheyHaveNoValue() {
    String filter = "EXPLAIN SELECT key FROM sales WHERE ";
    assertThat(line(lines(filter + "amount > '2'::int + 3 * 4"), "filter"))
        .isEqualTo("  filter GREATER(#2, 14)");
    assertThat(
            line(
                lines(filter + "date '2024-05-31' + interval '1' month < '2024-07-01'::date"),
                "filter"))
        .isEqualTo("  filter true");
    assertThat(line(lines(filter + "amount > 1 / 0"), "filter")).contains("DIVIDE(1, 0)");
    assertThat(line(lines(filter + "amount > length(repeat('a', 1000000))"), "filter"))
        .contains("REPEAT");
  }

  @Test
  void existsWithAComparison_isASemiJoin() {
    String exists =
        "EXISTS (SELECT * FROM sales b WHERE b.region = a.region AND b.amount > a.amount)";
    String query = "EXPLAIN SELECT key FROM sales a WHERE %s %s AND key > 1";
    assertThat(line(lines(query.formatted("", exists)), "semi join"))
        .contains("on #1 = #1 where GREATER(#5, #2); live: as many rows as it meets");
    List<String> lines = lines(query.formatted("NOT", exists));
    assertThat(line(lines, "anti join")).contains("on #1 = #1 where ");
    assertThat(lines).noneMatch(line -> line.contains("aggregate"));
    String in =
        "SELECT key FROM sales a WHERE key IN (SELECT key - 1 FROM sales b WHERE b.amount > a.key)";
    assertThat(line(lines("EXPLAIN " + in), "semi join")).contains("on #0 = #3 where GREATER");
  }

  @Test
  void document_hasTheSameOperations() {
    List<String> lines = lines("EXPLAIN (FORMAT JSON, ANALYZE true) SELECT key FROM sales");
    assertThat(lines).hasSize(1);
    JsonObject plan = Json.parse(lines.getFirst()).asObject().get("plan").asObject();
    assertThat(plan.get("rows")).isEqualTo(Json.of(3));
    assertThat(plan.toString()).contains("\"operation\":\"scan sales\"");
  }

  @Test
  void refusal_hasItsPlaceInTheStatement() {
    assertThatThrownBy(() -> lines("EXPLAIN ANALYZE\n  SELECT regoin FROM sales"))
        .isInstanceOfSatisfying(
            SqlException.class,
            refusal ->
                assertThat(List.of(refusal.line(), refusal.column())).isEqualTo(List.of(2, 10)));
  }

  /** The numbers of rows of other users would tell of them. */
  @Test
  void users_seeNoNumbersOfRowsThatTheyMayNotRead() {
    try (ServiceInstance ledger = ServiceInstance.start(new Ledger())) {
      Optional<Principal> ann = Optional.of(new Principal("issuer", "ann"));
      List<String> lines =
          ServiceQueries.explain(
              "EXPLAIN ANALYZE SELECT count(*) AS n FROM payments",
              ServiceQueries.over(ledger, ledger.snapshot(), CatalogSession.none(), ann),
              SqlParameters.none(),
              SnapshotQuery.Limits.defaults(),
              () -> false,
              ledger,
              ann);
      assertThat(line(lines, "scan payments")).contains("may read (rows 2, ");
      assertThat(String.join("\n", lines)).doesNotContain("rows 4", "CURRENT_USER", "clerk");
    }
  }
}
