package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Live queries over large tables: they are opened in steps of a bounded size, writes go on between
 * these, and the result is that of a query that is built as a whole.
 */
class GradualOpeningTest extends LargeTables {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT key, total FROM orders WHERE total >= 990",
        "SELECT customer, count(*) AS n, sum(total) AS s, max(total) AS m FROM orders GROUP BY"
            + " customer",
        "SELECT c.city, count(*) AS n FROM orders o JOIN customers c ON o.customer = c.key GROUP BY"
            + " c.city",
        "SELECT key, total FROM orders ORDER BY total DESC, key LIMIT 20 OFFSET 5",
        "SELECT key FROM orders o WHERE total < 20 AND NOT EXISTS (SELECT 1 FROM orders p WHERE"
            + " p.parent = o.key)",
      })
  void queries_areOpenedInSteps_betweenWhichWritesGoOn(String query) throws InterruptedException {
    requireOpenedInSteps(query);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNION", "UNION ALL"})
  void recursions_goOnInSteps(String union) throws InterruptedException {
    requireOpenedInSteps(
        "WITH RECURSIVE below(key, depth) AS (SELECT key, 0 FROM orders WHERE key % 1000 = 6 "
            + union
            + " SELECT o.key, b.depth + 1 FROM orders o JOIN below b ON o.parent = b.key) SELECT"
            + " depth, count(*) AS n FROM below GROUP BY depth");
  }

  @Test
  void whatDependsOnAll_isComputedOnce() {
    String query = "SELECT key FROM orders WHERE total > (SELECT avg(total) * 1.9 FROM orders)";
    totalRuns.set(0);
    long stepsBefore = steps.get();
    service.instantiateResource(query, LiveQuery.RESOURCE, query(query));
    assertThat(steps.get() - stepsBefore).isGreaterThan(2 * ORDERS / 2_048);
    assertThat(totalRuns.get()).isLessThan(12L * ORDERS);
    requireEqual(LiveQuery.RESOURCE, query(query), query);
    close(query);
  }

  @Test
  void instances_shareWhatIsLargeOfThem() throws InterruptedException {
    openedDuringWrites("first", "atLeast", new AtLeast(3, 900));
    long entries = service.footprint().entries();
    long stepsBefore = steps.get();
    service.instantiateResource("second", "atLeast", new AtLeast(4, 900));
    assertThat(steps.get() - stepsBefore).isLessThanOrEqualTo(2);
    assertThat(service.footprint().entries() - entries).isLessThan(ORDERS / 10);
    for (long customer = 3; customer <= 4; customer++) {
      requireEqual(
          "atLeast",
          new AtLeast(customer, 900),
          "SELECT key, total FROM orders WHERE total >= 900 AND customer = " + customer);
    }
    service.closeResourceInstance("first");
    close("second");
  }

  @Test
  void aQueryThatFails_leavesNothing() {
    long nodes = service.footprint().nodes();
    service.update("orders", List.of(Entry.of(400_001L, new Order(1, -7, Optional.empty()))));
    String failing = "SELECT key, 1 / (total + 7) AS q FROM orders";
    assertThatThrownBy(
            () -> service.instantiateResource("failing", LiveQuery.RESOURCE, query(failing)))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("division by zero");
    assertThat(service.footprint().nodes()).isEqualTo(nodes);
    service.update("orders", List.of(new Entry<>(400_001L, List.of())));
  }
}
