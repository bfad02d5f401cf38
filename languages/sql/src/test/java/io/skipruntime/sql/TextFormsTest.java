package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values whose texts have several forms: each form is the same value, live, ad hoc and by key. */
class TextFormsTest {

  private static final int STOPS = 3;
  private static final int ROWS = 16;

  record Item(
      UUID other,
      Instant at,
      LocalDate day,
      LocalDateTime local,
      BigDecimal price,
      long n,
      double w,
      boolean b,
      String t) {}

  record Items(
      EagerCollection<UUID, Item> items,
      EagerCollection<Instant, String> moments,
      EagerCollection<LocalDate, String> days,
      EagerCollection<BigDecimal, String> sizes) {}

  record Store() implements SkipService<Items, Items> {
    @Override
    public Resources<Items> resources() {
      return LiveQuery.offeredBy(Resources.empty());
    }

    @Override
    public Items createGraph(Items in, Context context) {
      return in;
    }
  }

  private static UUID uuid(int number) {
    return UUID.fromString("%x0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1%x".formatted(number, number));
  }

  private static Item item(int i) {
    LocalDate day = LocalDate.of(2024, 2, 1 + i % 5);
    return new Item(
        uuid(ROWS - 1 - i),
        Instant.parse("2024-02-0%dT12:30:00Z".formatted(1 + i % 4)),
        day,
        day.atTime(8, 15),
        new BigDecimal("1.5").add(BigDecimal.valueOf(i % 3)),
        i,
        i / 2.0,
        i % 2 == 0,
        uuid(i).toString());
  }

  private static void fill(Comparison comparison) {
    for (int i = 0; i < ROWS; i++) {
      Item item = item(i);
      comparison.mayHave(
          "items",
          Json.from(uuid(i)),
          Json.from(item),
          "INSERT INTO items VALUES ('%s', '%s', '%s', '%s', '%s', %s, %s, %s, %s, '%s')"
              .formatted(
                  uuid(i),
                  item.other(),
                  item.at(),
                  item.day(),
                  item.local(),
                  item.price(),
                  item.n(),
                  item.w(),
                  item.b(),
                  item.t()));
      Instant moment = item.at().plusSeconds(i * 345_600L);
      LocalDate day = item.day().plusDays(i * 5L);
      BigDecimal size = BigDecimal.valueOf(i).movePointRight(i).divide(BigDecimal.valueOf(2));
      addNamed(comparison, "moments", Json.from(moment), "'" + moment + "'");
      addNamed(comparison, "days", Json.from(day), "'" + day + "'");
      addNamed(comparison, "sizes", Json.from(size), size.toPlainString());
    }
  }

  private static void addNamed(Comparison comparison, String table, Json key, String text) {
    comparison.mayHave(
        table,
        key,
        Json.of("of " + key),
        "INSERT INTO %s VALUES (%s, '%s')".formatted(table, text, "of " + key));
  }

  @Test
  void formsOfTexts_areTheValuesThatTheyAreInPostgres() throws IOException {
    List<String> statements = StatementsTest.statements("texts");
    try (Comparison comparison = new Comparison(new Store(), 9)) {
      for (String table :
          List.of(
              "items(key uuid PRIMARY KEY, other uuid, at timestamptz, day date, local timestamp,"
                  + " price numeric, n bigint, w double precision, b boolean, t text)",
              "moments(key timestamptz PRIMARY KEY, value text)",
              "days(key date PRIMARY KEY, value text)",
              "sizes(key numeric PRIMARY KEY, value text)")) {
        comparison.postgres().run("CREATE TABLE " + table);
      }
      fill(comparison);
      statements.forEach(comparison::follow);
      assertThat(comparison.refused()).isEmpty();
      assertThat(comparison.followed()).isEqualTo(statements.size());
      for (int i = 0; i < STOPS; i++) {
        comparison.change();
        comparison.check();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "key = 'xyz' | 'xyz' | 22P02",
        "key = '' | '' | 22P02",
        "key = '1-1-1-1-1' | '1-1 | 22P02",
        "key = ' a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1a' | ' a0 | 22P02",
        "key = '{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a1a' | '{a0 | 22P02",
        "key = 'a0eeb-c999c0b4ef8bb6d6bb9bd380a1a' | 'a0 | 22P02",
        "key = 'o''hara' | 'o''hara' | 22P02",
        "n = 3 AND key IN ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1a', 'xyz') | 'xyz' | 22P02",
        "key = ANY ('{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1a,xyz}') | '{a0 | 22P02",
        "n = 1000 AND at > '2024-2-30' | '2024 | 22008",
        "at < '2024-02-01 24:01' | '2024 | 22008",
        "at < '2024-02-01 12:00 Europe/Nowhere' | '2024 | 22023",
        "day = 'soon' | 'soon' | 22007",
        "n = '1__0' | '1__0' | 22P02",
        "n = '10.0' | '10.0' | 22P02",
        "price = '1,5' | '1,5' | 22P02",
        "b = 'maybe' | 'maybe' | 22P02"
      })
  void texts_areRefusedWithTheirPlace_whenTheyAreNoValues(
      String condition, String part, String state) {
    String second = "WHERE n >= 0 AND " + condition;
    String query = "SELECT key FROM items\n" + second;
    int column = second.indexOf(part) + 1;
    try (ServiceInstance service = ServiceInstance.start(new Store())) {
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      assertThatExceptionOfType(SqlException.class)
          .isThrownBy(() -> over.query(query, SqlParameters.none()))
          .satisfies(refusal -> {
            assertThat(refusal.line()).isEqualTo(2);
            assertThat(refusal.column()).isEqualTo(column);
            assertThat(refusal.state()).isEqualTo(state);
          });
      Json live = Json.object(Map.of("query", Json.of(query)));
      assertThatThrownBy(() -> service.getAll(LiveQuery.RESOURCE, live))
          .hasMessageContaining("line 2, column " + column);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT n FROM items WHERE key = :p, A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A1A",
    "SELECT n FROM items WHERE key IN (:p), {a0eebc999c0b4ef8bb6d6bb9bd380a1a}",
    "SELECT n FROM items WHERE price = 2.5 AND other = :p, 50eebc99-9C0B-4ef8-bb6d-6BB9bd380a15",
    "SELECT max(n) FROM items WHERE at = :p AND n < 11, 2024-02-03 15:30+3",
    "SELECT max(n) FROM items WHERE day = :p AND n < 15, 20240201",
    "SELECT n FROM items WHERE n = :p, 0xa"
  })
  void parameters_areTheValuesThatTheirTextsAre(String query, String value) {
    try (ServiceInstance service = ServiceInstance.start(new Store())) {
      for (int i = 0; i < ROWS; i++) {
        service.update("items", List.of(Entry.of(Json.from(uuid(i)), Json.from(item(i)))));
      }
      SqlParameters parameters = SqlParameters.of(Map.of("p", Json.of(value)));
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      assertThat(over.query(query, parameters).rows()).containsExactly(List.of(Json.of(10)));
    }
  }

  @Test
  void parameter_isRefused_whenItIsNoValueOfItsType() {
    try (ServiceInstance service = ServiceInstance.start(new Store())) {
      SqlParameters parameters = SqlParameters.of(Map.of("p", Json.of("xyz")));
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      assertThatExceptionOfType(SqlException.class)
          .isThrownBy(() -> over.query("SELECT n FROM items WHERE key = :p", parameters))
          .withMessage("invalid input syntax for type uuid: \"xyz\"");
    }
  }
}
