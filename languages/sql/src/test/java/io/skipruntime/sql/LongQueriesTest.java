package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.WorkBounds;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queries that are long or deep: long chains are taken, and what is too deep or has too many joins
 * is refused in few words.
 */
class LongQueriesTest {

  private static final int MOST_TIMES = 20;
  private static final int MOST_LOOKS = 1_000_000;
  private static final SnapshotQuery.Limits LIMITS =
      new SnapshotQuery.Limits(600_000, 1L << 32, 1_000_000);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ServiceInstance service;

  @BeforeEach
  void start() {
    service =
        ServiceInstance.start(
            new Warehouse(),
            EngineOptions.defaults().withWorkBounds(new WorkBounds(600_000, 1L << 32)));
    for (int key = 1; key <= 3; key++) {
      service.update(
          "customers",
          List.of(
              Entry.of(
                  Json.of(key),
                  Json.object(Map.of("name", Json.of("n" + key), "active", Json.of(true))))));
    }
  }

  @AfterEach
  void close() {
    service.close();
  }

  private static String chain(int length, String separator, IntFunction<String> part) {
    return IntStream.range(0, length).mapToObj(part).collect(Collectors.joining(separator));
  }

  private void requireRows(String query, int rows) {
    assertThat(
            SnapshotQuery.over(service.snapshot())
                .query(query, SqlParameters.none(), LIMITS, () -> false)
                .rows())
        .hasSize(rows);
    LiveQuery.Text live = new LiveQuery.Text(query, Optional.empty(), Optional.empty());
    assertThat(service.getAll(LiveQuery.RESOURCE, live)).hasSize(rows);
  }

  private SqlException refusal(String query) {
    Throwable failure =
        catchThrowable(
            () -> SnapshotQuery.over(service.snapshot()).query(query, SqlParameters.none()));
    assertThat(failure).isInstanceOf(SqlException.class);
    return (SqlException) failure;
  }

  @Test
  void longChains_areTaken() {
    requireRows(
        "SELECT key FROM customers WHERE " + chain(1_000, " AND ", i -> "key <> " + (i + 3)), 2);
    requireRows(
        "SELECT key FROM customers WHERE " + chain(1_000, " OR ", i -> "key + " + i + " = 2"), 2);
    requireRows(chain(100, " UNION ALL ", i -> "SELECT key + " + i + " AS k FROM customers"), 300);
    requireRows(chain(1_000, " UNION ", i -> "SELECT key + " + i + " AS k FROM customers"), 1_002);
  }

  /** A kind of query, of any length. */
  record Kind(String name, int length, IntFunction<String> query) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Kind> kinds() {
    IntFunction<String> branch = i -> "SELECT key + " + i + " AS k FROM customers";
    return List.of(
        new Kind("UNION ALL", 1_000, length -> chain(length, " UNION ALL ", branch)),
        new Kind("UNION", 1_000, length -> chain(length, " UNION ", branch)),
        new Kind(
            "a filter of a union",
            1_000,
            length ->
                "SELECT k FROM (" + chain(length, " UNION ALL ", branch) + ") AS u WHERE k > 3"),
        new Kind(
            "columns",
            2_000,
            length -> "SELECT " + chain(length, ", ", i -> "key + " + i) + " FROM customers"));
  }

  /** Eight times the length took 30 to 60 times as long, when each part was looked at for each. */
  @ParameterizedTest
  @MethodSource("kinds")
  void planning_takesAsMuchMoreTimeAsTheQueryIsLonger(Kind kind) {
    SnapshotQuery over = SnapshotQuery.over(service.snapshot());
    planningNanos(over, kind.query().apply(kind.length() / 4));
    long few = Long.MAX_VALUE;
    long many = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      few = Math.min(few, planningNanos(over, kind.query().apply(kind.length() / 8 + i)));
      many = Math.min(many, planningNanos(over, kind.query().apply(kind.length() - i)));
    }
    assertThat(many).as("CPU time, where an eighth takes %d", few).isLessThan(MOST_TIMES * few);
  }

  /** Each condition is a filter over a join: the join below it was put in order twice. */
  @Test
  void planning_looksAtEachJoinOnce() {
    assertThat(looks(16)).isLessThan(5 * looks(8));
  }

  /** How often the planner looks whether a query with so many subqueries is still wanted. */
  private long looks(int subqueries) {
    AtomicInteger looks = new AtomicInteger();
    String query =
        "SELECT key FROM customers WHERE "
            + chain(
                subqueries, " AND ", i -> "key NOT IN (SELECT customer + " + i + " FROM orders)");
    SnapshotQuery.over(service.snapshot())
        .prepare(query, LIMITS, () -> looks.incrementAndGet() > MOST_LOOKS);
    return looks.get();
  }

  /** Each is a join of its rows with their groups, which are made of these rows, too. */
  @Test
  void windowsOverWholePartitions_areMadeOnceEach() {
    requireRows(
        "SELECT "
            + chain(30, ", ", i -> "sum(key + " + i + ") OVER (PARTITION BY active) AS s" + i)
            + " FROM customers",
        3);
  }

  /** The CPU time of planning a query that was not planned before. */
  private static long planningNanos(SnapshotQuery over, String query) {
    long begin = THREADS.getCurrentThreadCpuTime();
    over.prepare(query, LIMITS, () -> false);
    return THREADS.getCurrentThreadCpuTime() - begin;
  }

  @Test
  void theOrderOfAChain_stays() {
    String guarded =
        "SELECT key FROM customers WHERE "
            + chain(40, " AND ", i -> "key <> " + (i + 5))
            + " AND key <> 3 AND 6 / (key - 3) < 0";
    requireRows(guarded, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lower(", "(", "key + (", "CASE WHEN active THEN name ELSE ("})
  void whatIsTooDeep_isRefusedAsThat(String begin) {
    int depth = 60_000 / (begin.length() + 5);
    String end = begin.startsWith("CASE") ? ") END" : ")";
    String query =
        "SELECT " + begin.repeat(depth) + "name" + end.repeat(depth) + " AS c FROM customers";
    SqlException refusal = refusal(query);
    assertThat(refusal.state()).isEqualTo("54001");
    assertThat(refusal.reason()).isEqualTo("the query is nested too deep");
  }

  @Test
  void tooManyJoins_areRefusedBeforeTheyArePlanned() {
    SqlException refusal =
        refusal(
            "SELECT c0.key FROM customers c0 "
                + chain(500, " ", i -> "JOIN customers c" + (i + 1) + " USING (key)"));
    assertThat(refusal.state()).isEqualTo("54001");
    assertThat(refusal.reason()).isEqualTo("a query may have 100 joins");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 500})
  void planning_endsWhenItIsNotWantedAnyMore(int parts) {
    SnapshotQuery over = SnapshotQuery.over(service.snapshot());
    String query = chain(parts, " UNION ALL ", i -> "SELECT key + " + i + " AS k FROM customers");
    AtomicInteger looks = new AtomicInteger();
    Throwable failure =
        catchThrowable(() ->
            over.prepare(
                query, SnapshotQuery.Limits.defaults(), () -> looks.incrementAndGet() > 5 * parts));
    assertThat(failure).isInstanceOf(SqlException.class);
    assertThat(((SqlException) failure).state()).isEqualTo(SqlException.CANCELLED);
    assertThat(looks).hasValue(5 * parts + 1);
    assertThat(over.prepare(query).columns()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT '%s'::int AS c FROM customers",
        "SELECT (name || '%s')::int AS c FROM customers",
        "SELECT (name || '%s')::timestamptz AS c FROM customers",
        "SELECT (name || '%s')::interval AS c FROM customers",
        "SELECT (name || '%s')::int[] AS c FROM customers",
        "SELECT extract('%s' FROM now()) AS c FROM customers",
        "SELECT now() AT TIME ZONE '%s' AS c FROM customers",
        "SELECT to_date(name || '%s', 'YYYY') AS c FROM customers",
        "SELECT to_date('%s', 'MON') AS c FROM customers",
        "SELECT \"%s\" AS c FROM customers",
        "SELECT key FROM \"%s\"",
        "SELECT \"%s\"(key) AS c FROM customers",
        "SELECT key FROM customers '%s'",
        "SELECT ARRAY['%s'] + 1 AS c FROM customers",
        "SELECT key FROM customers WHERE '%s'"
      })
  void refusals_quoteLittleOfTheQuery(String query) {
    String text = "x" + "😀".repeat(10_000);
    String reason = refusal(query.formatted(text)).reason();
    assertThat(reason.length()).as(reason).isLessThan(1_000);
    assertThat(new String(reason.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .as("whole characters")
        .isEqualTo(reason);
  }

  @Test
  void yearsThatAreTooFar_areOutOfRange() {
    SqlException refusal = refusal("SELECT key,\n DATE '9999999-01-01' AS d FROM customers");
    assertThat(refusal.state()).isEqualTo(SqlException.TIME_RANGE);
    assertThat(refusal.line()).isEqualTo(2);
  }
}
