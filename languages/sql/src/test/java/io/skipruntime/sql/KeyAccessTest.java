package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Principal;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import io.skipruntime.sql.system.CatalogSession;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Conditions on keys: what they leave is what it is without them, and as many rows of the table are
 * read as there are keys.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyAccessTest {

  private static final int ORDERS = 4_000;
  private static final int CUSTOMERS = 500;
  private static final Pattern ROWS = Pattern.compile("\\(rows (\\d+)");

  record Order(String customer, long total, Optional<Long> parent) {}

  /** A shelf in a city. */
  @Tuple
  record Place(String city, int shelf) {}

  /** A pair of currencies; its JSON has {@code from} first. */
  record Exchange(String to, String from) {}

  record Tables(
      EagerCollection<Long, Order> orders,
      @RowPolicy("key = CURRENT_USER OR city = 'Rom'") EagerCollection<String, Customer> customers,
      EagerCollection<Place, Integer> stock,
      EagerCollection<Exchange, BigDecimal> rates,
      EagerCollection<LocalDate, String> days,
      EagerCollection<Instant, String> moments,
      EagerCollection<BigDecimal, String> sizes,
      EagerCollection<UUID, String> parcels,
      EagerCollection<Double, String> weights,
      EagerCollection<Json, Json> documents) {}

  record Customer(String name, String city) {}

  static final class Shop implements SkipService<Tables, Tables> {
    @Override
    public Resources<Tables> resources() {
      return LiveQuery.offeredBy(
          Resources.<Tables>empty().and("orderOf", OrderOf.class).and("totalOf", TotalOf.class));
    }

    @Override
    public Tables createGraph(Tables in, Context context) {
      return in;
    }
  }

  /** An order. */
  record OrderOf(long id) implements SqlResource<Tables> {
    @Override
    public String query() {
      return "SELECT key, customer, total FROM orders WHERE key = :id AND total >= 0";
    }
  }

  /** The sum of two orders. */
  record TotalOf(long id) implements SqlResource<Tables> {
    @Override
    public String query() {
      return "SELECT sum(total) AS total FROM orders WHERE key IN (:id, 5)";
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Shop());

  private static String customer(long number) {
    return "c%03d".formatted(number);
  }

  @BeforeAll
  void fill() {
    Random random = new Random(1);
    service.update(
        "orders",
        LongStream.range(0, ORDERS)
            .mapToObj(key ->
                Entry.of(
                    key,
                    new Order(
                        customer(random.nextInt(CUSTOMERS)),
                        random.nextInt(1_000),
                        key % 3 == 0 ? Optional.empty() : Optional.of(key / 2))))
            .toList());
    service.update(
        "customers",
        LongStream.range(0, CUSTOMERS)
            .mapToObj(number ->
                Entry.of(
                    customer(number),
                    new Customer("n" + number, List.of("Rom", "Bonn").get((int) number % 2))))
            .toList());
    List<Entry<Place, Integer>> stock = new ArrayList<>();
    for (String city : List.of("Bonn", "Rom", "Rome")) {
      for (int shelf = -3; shelf < 40; shelf++) {
        stock.add(Entry.of(new Place(city, shelf), shelf, -shelf));
      }
    }
    service.update("stock", stock);
    List<Entry<Exchange, BigDecimal>> rates = new ArrayList<>();
    for (String from : List.of("EUR", "USD", "CHF")) {
      for (String to : List.of("EUR", "USD", "CHF")) {
        rates.add(Entry.of(new Exchange(to, from), new BigDecimal(from.hashCode() % 7)));
      }
    }
    service.update("rates", rates);
    fillTablesOfOneColumn();
  }

  private void fillTablesOfOneColumn() {
    LocalDate first = LocalDate.parse("2024-02-20");
    service.update(
        "days",
        LongStream.range(0, 30).mapToObj(n -> Entry.of(first.plusDays(n), "day " + n)).toList());
    Instant start = Instant.parse("2024-02-20T12:00:00Z");
    service.update(
        "moments",
        LongStream.range(0, 30)
            .mapToObj(n -> Entry.of(start.plusMillis(n * 500), "moment " + n))
            .toList());
    service.update(
        "sizes",
        LongStream.range(0, 30)
            .mapToObj(n -> Entry.of(BigDecimal.valueOf(n * 5, 1), "size " + n))
            .toList());
    service.update(
        "parcels",
        LongStream.range(0, 30).mapToObj(n -> Entry.of(new UUID(0, n), "parcel " + n)).toList());
    service.update(
        "weights",
        LongStream.range(0, 30).mapToObj(n -> Entry.of(n / 2.0, "weight " + n)).toList());
    service.update(
        "documents",
        List.of(
            Entry.of(Json.of("a"), Json.of(1)),
            Entry.of(Json.of("ab"), Json.of(2)),
            Entry.of(Json.of(5), Json.of(3)),
            Entry.of(Json.parse("[1,2]"), Json.of(4)),
            Entry.of(Json.parse("{\"x\":1}"), Json.of(5))));
  }

  @AfterAll
  void close() {
    service.close();
  }

  private SnapshotQuery over() {
    return SnapshotQuery.over(service.snapshot());
  }

  private List<String> lines(String query) {
    return ServiceQueries.explain(
        query,
        ServiceQueries.over(service, service.snapshot(), CatalogSession.none(), Optional.empty()),
        SqlParameters.none(),
        SnapshotQuery.Limits.defaults(),
        () -> false,
        service,
        Optional.empty());
  }

  /** How many rows a query reads of a table. */
  private long read(String table, String query) {
    return lines("EXPLAIN ANALYZE " + query).stream()
        .filter(line -> line.strip().startsWith("scan " + table))
        .mapToLong(line -> {
          Matcher rows = ROWS.matcher(line);
          return rows.find() ? Long.parseLong(rows.group(1)) : 0;
        })
        .sum();
  }

  private List<List<Json>> rows(String query) {
    return over().query(query, SqlParameters.none()).rows();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orders | key = 5 | 1",
        "orders | 5 = key AND total >= 0 | 1",
        "orders | key = 5::numeric | 1",
        "orders | key::numeric = 5.0 | 1",
        "orders | key = -1 | 0",
        "orders | key IN (5, 7, 3999, 7, 4000) | 3",
        "orders | key = ANY (ARRAY[5, 6]) | 2",
        "orders | key = ANY ('{5,6,6}') | 2",
        "orders | key BETWEEN 10 AND 19 | 10",
        "orders | key > 3989 AND key < 5000 | 11",
        "orders | key < 10 | 10",
        "orders | key + 0 = 5 | 4000",
        "orders | key = 5 OR total = 3 | 4000",
        "customers | key = 'c007' | 1",
        "customers | key LIKE 'c00%' | 10",
        "customers | key LIKE 'c00_' AND city = 'Rom' | 10",
        "customers | key LIKE '%7' | 500",
        "customers | key >= 'c490' | 10",
        "stock | city = 'Rom' | 86",
        "stock | city = 'Rom' AND shelf = 3 | 2",
        "stock | city = 'Rom' AND shelf >= 30 | 20",
        "stock | city IN ('Rom', 'Bonn') AND shelf IN (1, 2, 77) | 8",
        "stock | shelf = 3 | 258",
        "rates | \"to\" = 'EUR' AND \"from\" = 'USD' | 1",
        "rates | \"from\" = 'USD' | 9",
        "days | key = '2024-02-29' | 1",
        "days | key > '2024-02-28' AND key <= '2024-03-02' | 4",
        "moments | key = '2024-02-20 12:00:01.5Z' | 1",
        "moments | key >= '2024-02-20 12:00:14Z' | 2",
        "sizes | key = 2.50 | 1",
        "sizes | key < 2 | 4",
        "parcels | key = '00000000-0000-0000-0000-000000000007' | 1",
        "parcels | key = '{00000000-0000-0000-0000-00000000000A}' | 1",
        "parcels | key::text = '00000000-0000-0000-0000-00000000000a' | 1",
        "parcels | key IN ('0000000000000000000000000000000A',"
            + " '00000000-0000-0000-0000-00000000000B') | 2",
        "parcels | key = ANY ('{0000000000000000000000000000000A}') | 1",
        "days | key IN ('2024-3-1', '20240302') | 2",
        "moments | key = '2024-2-20 14:00:01.5+02' | 1",
        "sizes | key = '25e-1' | 1",
        "weights | key = 2.5 | 30",
        "documents | key = 'ab' | 1",
        "documents | key = '[1, 2]' | 1",
      })
  void conditions_leaveTheRowsThatTheyLeaveWithoutKeys(
      String table, String condition, long expected) {
    String query = "SELECT * FROM " + table + " WHERE ";
    assertThat(rows(query + condition)).isEqualTo(rows(query + "(" + condition + ") IS TRUE"));
    assertThat(read(table, query + condition))
        .as(() -> String.join("\n", lines("EXPLAIN " + query + condition)))
        .isBetween(expected, expected + 1);
  }

  @Test
  void randomConditions_leaveTheRowsThatTheyLeaveWithoutKeys() {
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      String city = List.of("Bonn", "Rom", "Rome", "Ro", "").get(random.nextInt(5));
      String comparison = List.of("=", "<", "<=", ">", ">=", "<>").get(random.nextInt(6));
      String other = List.of("=", "<", ">=").get(random.nextInt(3));
      String condition =
          "%s(city %s '%s' %s shelf %s %d) AND shelf %s %d"
              .formatted(
                  random.nextInt(5) == 0 ? "NOT " : "",
                  random.nextInt(4) == 0 ? "LIKE" : comparison,
                  random.nextInt(4) == 0 ? city + "%" : city,
                  random.nextInt(4) == 0 ? "OR" : "AND",
                  other,
                  random.nextInt(45) - 4,
                  List.of(">", "<", "=").get(random.nextInt(3)),
                  random.nextInt(45) - 4);
      String query = "SELECT * FROM stock WHERE ";
      assertThat(rows(query + condition))
          .as(condition)
          .isEqualTo(rows(query + "(" + condition + ") IS TRUE"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT o.key, c.name FROM orders o JOIN customers c ON c.key = o.customer WHERE o.key = 7"
            + " | customers | 1",
        "SELECT o.key, c.name FROM orders o LEFT JOIN customers c ON c.key = o.customer AND c.city"
            + " = 'Rom' WHERE o.key IN (7, 8) | customers | 2",
        "SELECT o.key, c.name FROM customers c JOIN orders o ON c.key = o.customer WHERE o.key = 7"
            + " | customers | 1",
        "SELECT o.key, p.total FROM orders o LEFT JOIN orders p ON p.key = o.parent WHERE o.key"
            + " BETWEEN 3 AND 5 | orders | 5",
        "SELECT key FROM customers WHERE key IN (SELECT customer FROM orders WHERE key < 3)"
            + " | customers | 3",
        "SELECT key FROM orders o WHERE key IN (3, 6, 7) AND EXISTS (SELECT 1 FROM customers c"
            + " WHERE c.key = o.customer AND c.city = 'Rom') | customers | 3",
        "SELECT key FROM orders o WHERE key IN (3, 6, 7) AND NOT EXISTS (SELECT 1 FROM customers"
            + " c WHERE c.key = o.customer AND c.city = 'Rom') | customers | 3",
        "SELECT o.key, c.name FROM orders o RIGHT JOIN customers c ON c.key = o.customer AND o.key"
            + " = 7 | customers | 500",
        "SELECT o.key, c.name FROM orders o JOIN customers c ON c.key = o.customer"
            + " | customers | 500",
        "SELECT total, count(*) AS n FROM orders WHERE key = 7 GROUP BY total | orders | 1",
        "SELECT * FROM (SELECT key, customer FROM orders UNION ALL SELECT key, customer FROM"
            + " orders) u WHERE key = 7 | orders | 2",
      })
  void joins_readTheSideThatIsFoundByTheOther(String query, String table, long most) {
    String slow =
        query
            .replace("c.key", "(c.key || '')")
            .replace("p.key", "(p.key + 0)")
            .replace("WHERE key", "WHERE (key || '')::bigint")
            .replace("customers WHERE (key || '')::bigint", "customers WHERE (key || '')");
    assertThat(rows(query)).isEqualTo(rows(slow)).isNotEmpty();
    assertThat(read(table, query)).isLessThanOrEqualTo(most);
  }

  @Test
  void explanation_saysWhatIsReadByKey() {
    assertThat(lines("EXPLAIN SELECT * FROM orders WHERE key = :k"))
        .anyMatch(line -> line.strip().equals("scan orders by key"))
        .contains("parameters k: live instances are slices of the table by key");
    assertThat(lines("EXPLAIN SELECT * FROM orders WHERE key > 5"))
        .anyMatch(line -> line.strip().equals("scan orders by a range of keys"));
    assertThat(
            lines(
                "EXPLAIN SELECT 1 FROM orders o JOIN customers c ON c.key = o.customer WHERE"
                    + " o.total = 3"))
        .anyMatch(line -> line.contains(", the second by key if the first has at most 1000 rows"));
  }

  @Test
  void rowsOfAUser_areReadByKey_andAreTheUsersOwn() {
    SnapshotQuery own = over().as(new Principal("issuer", "c007"));
    assertThat(own.query("SELECT name FROM customers WHERE key = 'c007'", SqlParameters.none()))
        .extracting(SnapshotQuery.Result::rows)
        .isEqualTo(List.of(List.of(Json.of("n7"))));
    assertThat(
            own.query("SELECT name FROM customers WHERE key = 'c009'", SqlParameters.none()).rows())
        .isEmpty();
  }

  @Test
  void aFailingCondition_failsWhereARowAsksForIt() {
    assertThat(rows("SELECT key FROM orders WHERE key = 5 AND 1 / total < 3")).hasSize(1);
    assertThat(rows("SELECT key FROM orders WHERE total < 0 AND key = 1 / (total - total)"))
        .isEmpty();
  }

  @Test
  void liveInstances_holdTheirKeysAlone_andOtherWritesCostThemNothing() {
    try (ServiceInstance live = ServiceInstance.start(new Shop())) {
      live.update(
          "orders",
          LongStream.range(0, 1_000)
              .mapToObj(key -> Entry.of(key, new Order("c", key, Optional.empty())))
              .toList());
      for (long id = 100; id < 150; id++) {
        live.instantiateResource("order" + id, "orderOf", new OrderOf(id));
      }
      live.instantiateResource("total", "totalOf", new TotalOf(7));
      assertThat(live.inspector().nodes())
          .filteredOn(node -> node.size() > 3)
          .extracting(node -> node.kind())
          .containsExactly("input");
      long runs = live.inspector().nodes().stream().mapToLong(node -> node.runs()).sum();
      live.update("orders", List.of(Entry.of(300L, new Order("d", 1, Optional.empty()))));
      assertThat(live.inspector().nodes().stream().mapToLong(node -> node.runs()).sum())
          .isEqualTo(runs);
      live.update("orders", List.of(Entry.of(7L, new Order("d", 1, Optional.empty()))));
      assertThat(live.getAll("totalOf", new TotalOf(7)))
          .extracting(entry -> ((Json) entry.values().getFirst()).toString())
          .containsExactly("{\"total\":6}");
    }
  }
}
