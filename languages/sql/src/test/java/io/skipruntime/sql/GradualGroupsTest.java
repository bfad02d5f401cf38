package io.skipruntime.sql;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Live queries with windows and groups over large tables, which are opened in steps as others. */
class GradualGroupsTest extends LargeTables {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT customer, total FROM (SELECT customer, total, row_number() OVER (PARTITION BY"
            + " customer ORDER BY total DESC, key) AS r FROM orders) t WHERE r <= 2",
        "SELECT key, total - lead(total) OVER w AS less, sum(total) OVER w AS so_far, rank() OVER"
            + " (PARTITION BY customer ORDER BY total) AS r FROM orders WINDOW w AS (PARTITION BY"
            + " customer ORDER BY key)",
        "SELECT key, total FROM (SELECT key, total, avg(total) OVER (PARTITION BY customer) AS mean"
            + " FROM orders) t WHERE total > 2 * mean - 10",
        "SELECT key, ntile(4) OVER (PARTITION BY customer ORDER BY total, key) AS quarter,"
            + " last_value(key) OVER (PARTITION BY customer ORDER BY total, key ROWS BETWEEN"
            + " UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS most FROM orders",
      })
  void windows_comeInInTheirOrder(String query) throws InterruptedException {
    requireOpenedInSteps(query);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT customer, array_agg(total ORDER BY key) AS all_of_them, count(DISTINCT total) AS n"
            + " FROM orders WHERE total > 100 GROUP BY customer",
        "SELECT c.city, string_agg(c.name, ',' ORDER BY c.name) AS names FROM customers c JOIN"
            + " orders o ON o.customer = c.key WHERE o.total > 997 GROUP BY c.city",
        "SELECT o.key, o.total - s.least AS more FROM orders o JOIN (SELECT customer, min(total) AS"
            + " least FROM orders GROUP BY customer) s ON s.customer = o.customer",
      })
  void groups_areThereBeforeTheyAreTakenFurther(String query) throws InterruptedException {
    requireOpenedInSteps(query);
  }
}
