package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.flood.CollidingTexts;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows and parameters whose texts are made to have one hash code cost a query about as much as
 * others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodedQueriesTest {

  private static final int ROWS = 30_000;

  private final ServiceInstance service = ServiceInstance.start(new Warehouse());

  @BeforeAll
  void write() {
    List<Entry<Json, Json>> customers = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Map<String, Json> customer =
          Map.of("name", Json.of(CollidingTexts.text(i)), "active", Json.of(true));
      customers.add(Entry.of(Json.of(i), Json.object(customer)));
    }
    service.update("customers", customers);
  }

  @AfterAll
  void close() {
    service.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM (SELECT name, count(*) AS n FROM customers GROUP BY name) AS each",
        "SELECT count(*) FROM customers AS a JOIN customers AS b ON a.name = b.name",
        "SELECT count(*) FROM (SELECT name FROM customers INTERSECT SELECT name FROM customers) AS"
            + " b",
        "SELECT count(*) FROM (SELECT row_number() OVER (PARTITION BY name) AS n FROM customers) AS"
            + " ranked",
        "SELECT count(m) * 30000 FROM (SELECT mode() WITHIN GROUP (ORDER BY name) AS m FROM"
            + " customers) AS one",
        "WITH RECURSIVE all_names (name) AS (SELECT name FROM customers UNION SELECT c.name FROM"
            + " all_names a JOIN customers c ON c.name = a.name) SELECT count(*) FROM all_names"
      })
  @Timeout(10)
  void query_isAnswered_inTheTimeThatOtherRowsTake(String query) {
    assertThat(Rows.of(SnapshotQuery.over(service.snapshot()).query(query, SqlParameters.none())))
        .containsExactly("[" + ROWS + "]");
  }

  @Test
  @Timeout(10)
  void parameters_areTaken_inTheTimeThatOthersTake() {
    Map<String, Json> values = new HashMap<>();
    for (int i = 0; i < ROWS; i++) {
      values.put(CollidingTexts.text(i), Json.of(i));
    }
    SqlParameters parameters = SqlParameters.of(Json.object(values));
    assertThat(
            Rows.of(
                SnapshotQuery.over(service.snapshot())
                    .query("SELECT :" + CollidingTexts.text(7) + "::int AS n", parameters)))
        .containsExactly("[7]");
  }
}
