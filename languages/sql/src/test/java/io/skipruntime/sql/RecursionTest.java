package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** WITH RECURSIVE over graphs with circles, bills of material and trees that change at random. */
class RecursionTest {

  private static final int STOPS = Integer.getInteger("skip.recursion.stops", 3);

  record Edge(long a, long b, int cost) {}

  record Piece(long whole, long part, int pieces) {}

  record Person(String name, Optional<Long> boss) {}

  record Graphs(
      EagerCollection<Long, Edge> edges,
      EagerCollection<Long, Piece> pieces,
      EagerCollection<Long, Person> staff) {}

  /** What is reached from a node. */
  record Reached(long from) implements SqlResource<Graphs> {
    @Override
    public String query() {
      return "WITH RECURSIVE r(node) AS (SELECT CAST(:from AS bigint) UNION SELECT e.b FROM r JOIN"
          + " edges e ON e.a = r.node WHERE e.cost > :from) SELECT node FROM r WHERE node <> :from";
    }
  }

  record Planning() implements SkipService<Graphs, Graphs> {
    @Override
    public Resources<Graphs> resources() {
      return LiveQuery.offeredBy(Resources.of("reached", Reached.class));
    }

    @Override
    public Graphs createGraph(Graphs in, Context context) {
      return in;
    }
  }

  @Test
  void recursions_areAsInPostgres_whileRowsComeAndGo() throws IOException {
    List<String> statements = StatementsTest.statements("recursive");
    try (Comparison comparison =
        new Comparison(new Planning(), Long.getLong("skip.recursion.seed", 4))) {
      comparison.postgres().run("CREATE TABLE edges(key bigint, a bigint, b bigint, cost int)");
      comparison
          .postgres()
          .run("CREATE TABLE pieces(key bigint, whole bigint, part bigint, pieces int)");
      comparison.postgres().run("CREATE TABLE staff(key bigint, name text, boss bigint)");
      fill(comparison);
      statements.forEach(comparison::follow);
      assertThat(comparison.refused()).isEmpty();
      assertThat(comparison.followed()).isEqualTo(statements.size());
      for (int i = 0; i < STOPS; i++) {
        comparison.change();
        comparison.check();
      }
      assertThat(comparison.answered()).hasSizeGreaterThan(statements.size() - 3);
    }
  }

  private static void fill(Comparison comparison) {
    Random random = new Random(Long.getLong("skip.recursion.seed", 4));
    for (long key = 1; key <= 24; key++) {
      Edge edge = new Edge(1 + random.nextInt(12), 1 + random.nextInt(12), random.nextInt(10));
      add(comparison, "edges", key, edge, edge.a() + ", " + edge.b() + ", " + edge.cost());
    }
    for (long key = 1; key <= 16; key++) {
      long whole = 1L + random.nextInt(7);
      long part = whole + 1 + random.nextInt(3);
      Piece piece = new Piece(whole, part, 1 + random.nextInt(4));
      add(comparison, "pieces", key, piece, whole + ", " + part + ", " + piece.pieces());
    }
    for (long key = 1; key <= 15; key++) {
      Optional<Long> boss =
          key < 3 ? Optional.empty() : Optional.of(1 + (long) random.nextInt((int) key - 1));
      String name = List.of("Ann", "Bob", "Eve").get(random.nextInt(3));
      add(
          comparison,
          "staff",
          key,
          new Person(name, boss),
          "'" + name + "', " + boss.map(String::valueOf).orElse("NULL"));
    }
  }

  private static void add(
      Comparison comparison, String table, long key, Record value, String cells) {
    comparison.mayHave(
        table,
        Json.of(key),
        Json.from(value),
        "INSERT INTO " + table + " VALUES (" + key + ", " + cells + ")");
  }

  @Test
  void parameters_areThoseOfAllParts() {
    try (ServiceInstance service = ServiceInstance.start(new Planning())) {
      List<Entry<Json, Json>> edges = new ArrayList<>();
      for (long i = 1; i < 5; i++) {
        edges.add(Entry.of(Json.of(i), Json.from(new Edge(i, i + 1, (int) i + 1))));
      }
      service.update("edges", edges);
      assertThat(service.<Json, Json>getAll("reached", Json.parse("{\"from\": 2}")))
          .extracting(Entry::key)
          .containsExactly(Json.parse("[3]"), Json.parse("[4]"), Json.parse("[5]"));
      service.update("edges", List.of(Entry.deleted(Json.of(3))));
      assertThat(service.<Json, Json>getAll("reached", Json.parse("{\"from\": 2}")))
          .extracting(Entry::key)
          .containsExactly(Json.parse("[3]"));
    }
  }

  @Test
  void recursionWithoutEnd_isAnErrorThatSaysSo() {
    String endless =
        "WITH RECURSIVE t(n) AS (SELECT key FROM staff UNION SELECT n + 1 FROM t) SELECT n FROM t";
    try (ServiceInstance service = ServiceInstance.start(new Planning())) {
      Json parameters = Json.object(Map.of("query", Json.of(endless)));
      assertThat(service.<Json, Json>getAll(LiveQuery.RESOURCE, parameters)).isEmpty();
      service.update(
          "staff", List.of(Entry.of(Json.of(1), Json.from(new Person("Ann", Optional.empty())))));
      assertThatThrownBy(() -> service.getAll(LiveQuery.RESOURCE, parameters))
          .hasMessageContaining("there are more than 100000 rows");
      SnapshotQuery adHoc = SnapshotQuery.over(service.snapshot());
      SnapshotQuery.Limits limits = new SnapshotQuery.Limits(60_000, 1_000_000, 1_000_000);
      assertThatThrownBy(() -> adHoc.query(endless, SqlParameters.none(), limits, () -> false))
          .isInstanceOf(SqlException.class)
          .hasMessageContaining("memory");
    }
  }

  @Test
  void explanation_saysWhatARowCosts() {
    try (ServiceInstance service = ServiceInstance.start(new Planning())) {
      assertThat(
              SnapshotQuery.over(service.snapshot())
                  .explain(
                      "WITH RECURSIVE r(node) AS (SELECT a FROM edges UNION SELECT e.b FROM r JOIN"
                          + " edges e ON e.a = r.node) SELECT node FROM r"))
          .contains("recursion, union; live: what follows from it")
          .contains("the rows of the recursion");
    }
  }
}
