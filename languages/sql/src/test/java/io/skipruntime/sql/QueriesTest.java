package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Each construct of the grammar, live and ad hoc, as in PostgreSQL while rows come and go. Orders
 * refer to customers that may be missing, and cells may be NULL.
 */
class QueriesTest {

  private static final int STOPS = 4;

  static final List<String> QUERIES =
      List.of(
          "SELECT key, name FROM customers WHERE active",
          "SELECT DISTINCT region FROM customers",
          "SELECT o.key, c.name FROM orders o JOIN customers c ON c.key = o.customer",
          "SELECT o.key, c.name FROM orders o LEFT JOIN customers c ON c.key = o.customer",
          "SELECT o.key, c.name FROM orders o RIGHT JOIN customers c ON c.key = o.customer",
          "SELECT o.key, c.key FROM orders o FULL JOIN customers c ON c.key = o.customer",
          "SELECT o.key, c.key AS ckey FROM orders o LEFT JOIN customers c ON c.key = o.customer"
              + " AND o.total > 20",
          "SELECT a.key, b.key AS other FROM customers a CROSS JOIN customers b WHERE a.region ="
              + " b.region",
          "SELECT a.key, b.key AS other FROM customers a JOIN customers b ON a.key < b.key",
          "SELECT a.key, b.key AS other FROM customers a JOIN customers b ON a.region IS NOT"
              + " DISTINCT FROM b.region",
          "SELECT region, count(*) AS n, sum(total) AS s, avg(total) AS m, min(total) AS lo,"
              + " max(total) AS hi FROM orders JOIN customers ON customers.key = orders.customer"
              + " GROUP BY region",
          "SELECT count(*), count(total), sum(pieces), avg(pieces), sum(weight), min(weight) FROM"
              + " orders WHERE key > 1000",
          "SELECT count(DISTINCT customer) AS c, sum(DISTINCT pieces) AS s FROM orders",
          "SELECT customer, count(*) FILTER (WHERE total > 20) AS n FROM orders GROUP BY customer",
          "SELECT customer, sum(total) AS s FROM orders GROUP BY customer HAVING sum(total) > 40",
          "SELECT customer, stddev(total) AS sd, var_pop(pieces) AS v FROM orders GROUP BY"
              + " customer",
          "SELECT customer, bool_and(total > 10) AS a, bool_or(total > 30) AS o FROM orders GROUP"
              + " BY customer",
          "SELECT region, string_agg(name, ',' ORDER BY name DESC) AS names FROM customers GROUP BY"
              + " region",
          "SELECT region, active, count(*) AS n FROM customers GROUP BY ROLLUP (region, active)",
          "SELECT region, active, count(*) AS n, GROUPING(region) AS g FROM customers GROUP BY CUBE"
              + " (region, active)",
          "SELECT name FROM customers WHERE key IN (SELECT customer FROM orders WHERE total > 15)",
          "SELECT name FROM customers WHERE key NOT IN (SELECT customer FROM orders WHERE customer"
              + " IS NOT NULL)",
          "SELECT name FROM customers WHERE key NOT IN (SELECT customer FROM orders)",
          "SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer ="
              + " c.key AND o.pieces > 2)",
          "SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer ="
              + " c.key)",
          "SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer ="
              + " c.key AND o.total > c.key * 5)",
          "SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer ="
              + " c.key AND o.pieces <> c.key AND o.total > 10) AND active",
          "SELECT key FROM customers c WHERE EXISTS (SELECT 1 FROM customers d WHERE d.region ="
              + " c.region AND d.key < c.key) AND NOT EXISTS (SELECT 1 FROM customers e WHERE"
              + " e.region = c.region AND e.key > c.key)",
          "SELECT key FROM orders o WHERE NOT EXISTS (SELECT 1 FROM orders p WHERE p.total >"
              + " o.total)",
          "SELECT key FROM orders o WHERE pieces = 1 OR NOT EXISTS (SELECT 1 FROM orders p WHERE"
              + " p.customer = o.customer AND p.total > o.total)",
          "SELECT key FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.key + 1 ="
              + " o.customer + 1 AND c.key < o.pieces + 3)",
          "SELECT customer, count(*) AS n FROM orders o GROUP BY customer HAVING EXISTS (SELECT 1"
              + " FROM orders p WHERE p.customer = o.customer AND p.pieces > o.customer)",
          "SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM (SELECT customer, count(*) AS n"
              + " FROM orders GROUP BY customer) AS g WHERE g.n > c.key)",
          "SELECT name FROM customers c WHERE EXISTS (SELECT count(*) FROM orders o WHERE o.pieces"
              + " > c.key)",
          "SELECT key, pieces FROM orders o WHERE NOT EXISTS (SELECT 1 FROM orders p, customers c"
              + " WHERE c.key = p.customer AND c.active AND p.pieces > o.pieces AND c.key <>"
              + " o.customer)",
          "SELECT * FROM customers c WHERE key - 1 IN (SELECT o.customer + 1 FROM orders o WHERE"
              + " o.total > c.key)",
          "SELECT key FROM orders o WHERE customer IN (SELECT c.key FROM customers c WHERE c.key <"
              + " o.pieces + 3)",
          "SELECT key FROM orders o WHERE (customer + 1, 'north') IN (SELECT c.key + 1, c.region"
              + " FROM customers c WHERE c.key <> o.pieces AND active)",
          "SELECT key FROM orders o WHERE customer NOT IN (SELECT c.key FROM customers c WHERE"
              + " c.key < o.pieces)",
          "SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer ="
              + " c.key + o.pieces)",
          "SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer ="
              + " c.key + 1)",
          "SELECT name FROM customers c WHERE key IN (SELECT o.customer + c.key FROM orders o WHERE"
              + " o.pieces < c.key)",
          "SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer"
              + " IS NOT DISTINCT FROM c.key)",
          "SELECT name FROM customers WHERE key IN (SELECT customer FROM orders o WHERE EXISTS"
              + " (SELECT 1 FROM orders p WHERE p.customer = o.customer AND p.key <> o.key))",
          "SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer ="
              + " c.key AND EXISTS (SELECT 1 FROM orders p WHERE p.customer = o.customer AND p.key"
              + " <> o.key))",
          "SELECT a.key, b.key AS other, o.key AS o FROM customers a, customers b, orders o WHERE"
              + " o.customer = a.key AND o.pieces = b.key AND a.key < b.key + 3",
          "SELECT a.key, b.key AS other, c.total, d.total AS t FROM customers a, customers b,"
              + " orders c, orders d WHERE a.key = c.customer AND b.key = d.customer AND c.key <"
              + " d.key - 20",
          "SELECT c.key, o.key AS o FROM customers c, orders o WHERE (c.key = o.customer AND"
              + " o.total > 20) OR (c.key = o.customer AND c.active)",
          "SELECT c.key, o.key AS o FROM customers c, orders o WHERE (c.region = 'north' AND"
              + " o.pieces = 2) OR (c.active AND o.pieces = 3)",
          "SELECT c.key, o.key AS o FROM customers c LEFT JOIN orders o ON (c.key = o.customer AND"
              + " o.total > 20) OR (c.key = o.customer AND c.active)",
          "SELECT name, (SELECT sum(total) FROM orders o WHERE o.customer = c.key) AS s FROM"
              + " customers c",
          "SELECT key FROM orders WHERE total > (SELECT avg(total) FROM orders)",
          "SELECT key FROM orders WHERE total >= ALL (SELECT total FROM orders WHERE total IS NOT"
              + " NULL)",
          "SELECT key FROM customers UNION SELECT customer FROM orders",
          "SELECT key FROM customers UNION ALL SELECT customer FROM orders",
          "SELECT key FROM customers INTERSECT SELECT customer FROM orders",
          "SELECT customer FROM orders EXCEPT SELECT key FROM customers",
          "SELECT customer FROM orders EXCEPT ALL SELECT key FROM customers",
          "SELECT customer FROM orders INTERSECT ALL SELECT key FROM customers",
          "WITH big AS (SELECT * FROM orders WHERE total > 20) SELECT count(*) AS n FROM big",
          "SELECT * FROM (VALUES (1, 'a'), (2, 'bc')) AS v(n, t)",
          "SELECT key, total FROM orders ORDER BY total DESC, key LIMIT 3",
          "SELECT key, total FROM orders ORDER BY total NULLS FIRST, key DESC LIMIT 4 OFFSET 2",
          "SELECT key, name FROM customers ORDER BY name DESC, key",
          "SELECT key, region FROM customers ORDER BY region DESC NULLS LAST, key",
          "SELECT key, placed FROM orders ORDER BY placed DESC, key LIMIT 5",
          "SELECT name FROM customers ORDER BY key FETCH FIRST 2 ROWS ONLY",
          "SELECT key, CASE WHEN total > 30 THEN 'big' WHEN total > 10 THEN 'middle' ELSE 'small'"
              + " END AS size FROM orders",
          "SELECT key, coalesce(pieces, 0) + 1 AS p, nullif(pieces, 2) AS q FROM orders",
          "SELECT key, pieces / 2 AS half, pieces % 2 AS rest, total / 3 AS third FROM orders",
          "SELECT key, date_trunc('month', placed) AS m FROM orders WHERE placed + interval '1 day'"
              + " > CAST('2024-02-01 00:00:00+00' AS timestamptz)",
          "SELECT key, extract(year FROM placed) AS y, extract(dow FROM placed) AS d FROM orders",
          "SELECT key, upper(name) || '!' AS n, length(name) AS l FROM customers WHERE name LIKE"
              + " '%a%'",
          "SELECT key FROM customers WHERE name ILIKE 'a%' OR region IS NULL",
          "SELECT key FROM orders WHERE total BETWEEN 10 AND 30 AND pieces IN (1, 2, 3)",
          "SELECT key FROM orders WHERE (total > 10) IS NOT TRUE",
          "SELECT key, row_number() OVER (PARTITION BY customer ORDER BY total DESC, key) AS n,"
              + " rank() OVER (ORDER BY pieces) AS r, dense_rank() OVER (PARTITION BY customer"
              + " ORDER BY pieces DESC NULLS LAST) AS d FROM orders",
          "SELECT key, lag(total) OVER (PARTITION BY customer ORDER BY key) AS before, lead(total,"
              + " 2, 0.5) OVER (ORDER BY key) AS after FROM orders",
          "SELECT key, first_value(key) OVER (PARTITION BY customer ORDER BY total, key) AS f,"
              + " last_value(pieces + 1) OVER (PARTITION BY customer ORDER BY key ROWS BETWEEN"
              + " UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS l, last_value(pieces) OVER"
              + " (PARTITION BY customer ORDER BY pieces) AS e FROM orders",
          "SELECT key, sum(total) OVER (PARTITION BY customer) AS s, count(*) OVER () AS n,"
              + " max(total) OVER (PARTITION BY pieces % 2) AS m FROM orders",
          "SELECT key, sum(total) OVER (PARTITION BY customer ORDER BY key) AS s, avg(pieces) OVER"
              + " (ORDER BY pieces) AS a, count(total) OVER (ORDER BY customer) AS c FROM orders",
          "SELECT key, sum(pieces) OVER (ORDER BY key ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS"
              + " s, min(total) OVER (PARTITION BY customer ORDER BY key ROWS UNBOUNDED PRECEDING)"
              + " AS m FROM orders",
          "SELECT * FROM (SELECT key, customer, row_number() OVER (PARTITION BY customer ORDER BY"
              + " total DESC, key) AS n FROM orders) AS ranked WHERE n <= 2",
          "SELECT customer, sum(total) AS s, rank() OVER (ORDER BY sum(total) DESC) AS r FROM"
              + " orders GROUP BY customer",
          "SELECT o.key, c.name, row_number() OVER (PARTITION BY c.region ORDER BY o.key) AS n FROM"
              + " orders o JOIN customers c ON c.key = o.customer WHERE o.pieces > 0",
          "SELECT key::text || '!' AS k, total::int + pieces::bigint AS t, '7'::int AS n,"
              + " (total + 1)::double precision AS d, -pieces::numeric(6, 1) AS m FROM orders",
          "SELECT o.key::text::bigint AS k, coalesce(o.pieces, 0)::text AS p, CASE WHEN o.total >"
              + " 20 THEN 1 ELSE 0 END::bool AS b, placed::date AS d FROM orders o WHERE placed >="
              + " '2024-02-01T00:00:00Z'::timestamptz",
          "SELECT customer::text AS c, count(*)::int AS n, sum(total)::int AS s FROM orders GROUP"
              + " BY customer::text",
          "SELECT key, sum(pieces) OVER (ORDER BY key)::text AS s FROM orders WHERE"
              + " (total)::int IN (1, 2, '3'::int) OR total::int > 20");

  @Test
  void constructsOfTheGrammar_areAsInPostgres() {
    try (Comparison comparison = new Comparison(3)) {
      createTables(comparison);
      fill(comparison);
      QUERIES.forEach(comparison::follow);
      assertThat(comparison.refused()).isEmpty();
      assertThat(comparison.followed()).isEqualTo(QUERIES.size());
      for (int i = 0; i < STOPS; i++) {
        comparison.change();
        comparison.check();
      }
    }
  }

  static void createTables(Comparison comparison) {
    comparison
        .postgres()
        .run(
            "CREATE TABLE customers(key bigint PRIMARY KEY, name text, region text, active"
                + " bool)");
    comparison
        .postgres()
        .run(
            "CREATE TABLE orders(key bigint PRIMARY KEY, customer bigint, total numeric, pieces"
                + " int, weight float, placed timestamptz)");
  }

  static void fill(Comparison comparison) {
    Random random = new Random(4);
    List<String> regions = List.of("'north'", "'south'", "NULL");
    for (long key = 1; key <= 12; key++) {
      String name =
          "'" + List.of("Ann", "bob", "Zürich", "日本", "a_b%").get(random.nextInt(5)) + "'";
      add(
          comparison,
          "customers",
          key,
          List.of("name", "region", "active"),
          List.of(
              name,
              regions.get(random.nextInt(3)),
              List.of("true", "false", "NULL").get(random.nextInt(3))));
    }
    for (long key = 1; key <= 40; key++) {
      add(
          comparison,
          "orders",
          key,
          List.of("customer", "total", "pieces", "weight", "placed"),
          List.of(
              orNull(random, String.valueOf(1 + random.nextInt(15))),
              orNull(random, random.nextInt(50) + "." + random.nextInt(100)),
              orNull(random, String.valueOf(random.nextInt(6))),
              orNull(random, random.nextInt(10) + ".25"),
              orNull(
                  random,
                  "'2024-0%d-1%dT10:00:00Z'".formatted(1 + random.nextInt(4), random.nextInt(9)))));
    }
  }

  private static String orNull(Random random, String value) {
    return random.nextInt(6) == 0 ? "NULL" : value;
  }

  private static void add(
      Comparison comparison, String table, long key, List<String> columns, List<String> values) {
    Map<String, Json> members = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      String value = values.get(i);
      members.put(
          columns.get(i), value.equals("NULL") ? Json.NULL : Json.parse(value.replace('\'', '"')));
    }
    comparison.mayHave(
        table,
        Json.of(key),
        Json.object(members),
        "INSERT INTO " + table + " VALUES (" + key + ", " + String.join(", ", values) + ")");
  }
}
