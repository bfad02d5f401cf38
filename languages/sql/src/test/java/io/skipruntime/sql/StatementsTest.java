package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What users of PostgreSQL type, live and ad hoc, as in PostgreSQL while rows come and go. */
class StatementsTest {

  private static final int STOPS = 2;

  private static final List<String> PAYLOADS =
      List.of(
          "{\"user\": \"ann\", \"n\": 1, \"tags\": [\"red\", \"blue\"]}",
          "{\"user\": \"bob\", \"n\": 2.50, \"address\": {\"city\": \"Rom\"}}",
          "{\"user\": null, \"n\": 3, \"tags\": []}",
          "{\"user\": \"ann\", \"address\": {\"city\": \"Bonn\"}, \"n\": 12, \"tags\": [\"red\"]}",
          "{\"user\": \"eve\", \"tags\": [1, null, {\"a\": true}]}");

  @Test
  void statements_areAsInPostgres() throws IOException {
    List<String> statements = statements("accepted");
    try (Comparison comparison = started()) {
      statements.forEach(comparison::follow);
      assertThat(comparison.refused()).isEmpty();
      assertThat(comparison.followed()).isEqualTo(statements.size());
      for (int i = 0; i < STOPS; i++) {
        comparison.change();
        comparison.check();
      }
    }
  }

  @Test
  void statements_areRefusedWithPlaceAndHint_whenTheyAreNotSupported() throws IOException {
    List<String> differences = new ArrayList<>();
    try (ServiceInstance service = ServiceInstance.start(new Warehouse())) {
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      for (String line : statements("refused")) {
        int end = line.lastIndexOf(" -- ");
        String[] expected = line.substring(end + " -- ".length()).split(" ", 2);
        try {
          over.query(line.substring(0, end), SqlParameters.none());
          differences.add(line + ": is taken");
        } catch (SqlException e) {
          String place = e.line() + ":" + e.column();
          if (!place.equals(expected[0]) || !e.reason().contains(expected[1])) {
            differences.add(line + ": " + place + " " + e.reason());
          }
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  /** A service and PostgreSQL with the rows that the statements ask for. */
  static Comparison started() {
    Comparison comparison = new Comparison(5);
    QueriesTest.createTables(comparison);
    comparison
        .postgres()
        .run("CREATE TABLE events(key bigint PRIMARY KEY, kind text, payload jsonb)");
    QueriesTest.fill(comparison);
    Random random = new Random(6);
    for (long key = 1; key <= 10; key++) {
      String kind = List.of("click", "view").get(random.nextInt(2));
      String payload = PAYLOADS.get((int) key % PAYLOADS.size());
      boolean isNull = random.nextInt(8) == 0;
      comparison.mayHave(
          "events",
          Json.of(key),
          Json.object(
              Map.of("kind", Json.of(kind), "payload", isNull ? Json.NULL : Json.parse(payload))),
          "INSERT INTO events VALUES (%d, '%s', %s)"
              .formatted(key, kind, isNull ? "NULL" : "'" + payload + "'"));
    }
    return comparison;
  }

  /** The statements of a resource, one a line. */
  static List<String> statements(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            StatementsTest.class.getResourceAsStream("/statements/" + name + ".sql"))) {
      List<String> statements = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("--")) {
          statements.add(line);
        }
      }
      return statements;
    }
  }
}
