package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.catalog.Tables;
import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Dates, and times without zone, as keys, columns, parameters and results. */
class DatesTest {

  private static final int STOPS = 3;

  /** A shift of a day. */
  record Shift(
      String who,
      Optional<LocalDate> until,
      Optional<LocalDateTime> begun,
      LocalTime opens,
      List<LocalDate> off) {}

  record Roster(EagerCollection<LocalDate, Shift> shifts) {}

  /** The shifts of a day, as records again. */
  record OfDay(LocalDate day, long n, Optional<LocalDateTime> last) {}

  record Shared(EagerCollection<LocalDate, Shift> shifts, EagerCollection<Json, OfDay> days) {}

  record Since(LocalDate day) implements SqlResource<Shared> {
    @Override
    public String query() {
      return "SELECT key, who FROM shifts WHERE key = :day";
    }
  }

  record Shifts() implements SkipService<Roster, Shared> {
    @Override
    public Resources<Shared> resources() {
      return LiveQuery.offeredBy(Resources.of("since", Since.class));
    }

    @Override
    public Shared createGraph(Roster in, Context context) {
      return new Shared(
          in.shifts(),
          Sql.over(in)
              .query(
                  "SELECT key AS day, count(*) AS n, max(begun) AS last FROM shifts GROUP BY key",
                  Json.class,
                  OfDay.class));
    }
  }

  @Test
  void queriesOfDates_areAsInPostgres() throws IOException {
    List<String> statements = StatementsTest.statements("dates");
    try (Comparison comparison = new Comparison(new Shifts(), 3)) {
      comparison
          .postgres()
          .run(
              "CREATE TABLE shifts(key date PRIMARY KEY, who text, until date, begun timestamp,"
                  + " opens text, off jsonb)");
      fill(comparison);
      statements.forEach(comparison::follow);
      assertThat(comparison.refused()).isEmpty();
      assertThat(comparison.followed()).isEqualTo(statements.size());
      for (int i = 0; i < STOPS; i++) {
        comparison.change();
        comparison.check();
      }
      assertThat(comparison.answered()).hasSize(statements.size());
    }
  }

  private static void fill(Comparison comparison) {
    Random random = new Random(8);
    for (int i = 0; i < 30; i++) {
      LocalDate day = LocalDate.of(2024, 2, 10).plusDays(2L * i);
      LocalDate until = day.plusDays(random.nextInt(20));
      LocalDateTime begun = day.atTime(random.nextInt(24), random.nextInt(60), random.nextInt(60));
      boolean isOpen = random.nextInt(5) == 0;
      boolean isIdle = random.nextInt(5) == 0;
      Shift shift =
          new Shift(
              List.of("ann", "bob", "eve").get(random.nextInt(3)),
              isOpen ? Optional.empty() : Optional.of(until),
              isIdle ? Optional.empty() : Optional.of(begun.plusNanos(500_000_000)),
              LocalTime.of(random.nextInt(24), 30),
              List.of(day));
      comparison.mayHave(
          "shifts",
          Json.from(day),
          Json.from(shift),
          "INSERT INTO shifts VALUES ('%s', '%s', %s, %s, '%s:00.000000000', '[\"%s\"]')"
              .formatted(
                  day,
                  shift.who(),
                  shift.until().map(each -> "'" + each + "'").orElse("NULL"),
                  shift.begun().map(each -> "'" + each + "'").orElse("NULL"),
                  shift.opens(),
                  day));
    }
  }

  @Test
  void dates_areTypesOfColumnsAndComeBackAsTheyWere() {
    assertThat(Tables.typeOf(LocalDate.class)).isEqualTo(SqlType.DATE);
    assertThat(Tables.typeOf(LocalDateTime.class)).isEqualTo(SqlType.TIMESTAMP);
    assertThat(Tables.typeOf(LocalTime.class)).isEqualTo(SqlType.TEXT);
    LocalDate day = LocalDate.of(2024, 2, 29);
    LocalDateTime begun = day.atTime(8, 15);
    try (ServiceInstance service = ServiceInstance.start(new Shifts())) {
      service.update(
          "shifts",
          List.of(
              Entry.of(
                  Json.from(day),
                  Json.from(
                      new Shift(
                          "ann",
                          Optional.of(day),
                          Optional.of(begun),
                          LocalTime.NOON,
                          List.of())))));
      SnapshotQuery.Result result =
          SnapshotQuery.over(service.snapshot())
              .query(
                  "SELECT day, last, n FROM days WHERE day = :day",
                  SqlParameters.of(Map.of("day", Json.of("2024-02-29"))));
      assertThat(result.rows())
          .containsExactly(
              List.of(Json.of("2024-02-29"), Json.of("2024-02-29T08:15:00.000000000"), Json.of(1)));
      Json since = Json.object(Map.of("day", Json.of("2024-02-29")));
      assertThat(service.<Json, Json>getAll("since", since))
          .containsExactly(
              Entry.of(
                  Json.of("2024-02-29"),
                  Json.parse("{\"key\": \"2024-02-29\", \"who\": \"ann\"}")));
      Json grouped =
          Json.object(
              Map.of("query", Json.of("SELECT until, max(who) AS w FROM shifts GROUP BY until")));
      assertThat(service.<Json, Json>getAll(LiveQuery.RESOURCE, grouped))
          .extracting(Entry::key)
          .containsExactly(Json.parse("[\"2024-02-29\"]"));
    }
  }
}
