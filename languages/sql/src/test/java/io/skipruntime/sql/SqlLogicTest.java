package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries of the sqllogictest suite, live and ad hoc, while rows come and go. */
class SqlLogicTest {

  private static final int STOPS = 2;

  /** How many queries of a file are run; all with a large number. */
  private static final int MOST_QUERIES = Integer.getInteger("skip.sqllogictest.queries", 10);

  @ParameterizedTest
  @ValueSource(strings = {"select1", "select2", "select3"})
  void queriesOfOneTable_areAsInPostgres(String file) throws IOException {
    try (Comparison comparison = new Comparison(1)) {
      comparison
          .postgres()
          .run("CREATE TABLE t1(key bigserial, a int, b int, c int, d int, e int)");
      run(comparison, file, "t1", List.of("key"), List.of("a", "b", "c", "d", "e"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "index_commute")
  void queriesOfNumbersAndTexts_areAsInPostgres(String file) throws IOException {
    try (Comparison comparison = new Comparison(2)) {
      comparison
          .postgres()
          .run(
              "CREATE TABLE tab0(pk int PRIMARY KEY, col0 int, col1 float, col2 text, col3 int,"
                  + " col4 float, col5 text)");
      run(
          comparison,
          file,
          "tab0",
          List.of("pk"),
          List.of("col0", "col1", "col2", "col3", "col4", "col5"));
    }
  }

  private static void run(
      Comparison comparison, String file, String table, List<String> keys, List<String> columns)
      throws IOException {
    List<String> queries = new ArrayList<>();
    for (String block : read(file).split("\n\\s*\n", -1)) {
      String statement = block.substring(block.indexOf('\n') + 1);
      if (block.startsWith("query") && !statement.matches("(?s).*\\btab[1-9].*")) {
        queries.add(statement);
      } else if (statement.startsWith("INSERT INTO " + table)) {
        comparison.postgres().run(statement);
      }
    }
    List<String> names = new ArrayList<>(keys);
    names.addAll(columns);
    for (List<?> row :
        comparison
            .postgres()
            .query("SELECT " + String.join(", ", names) + " FROM " + table)
            .orElseThrow()) {
      Map<String, Json> members = new HashMap<>();
      for (int i = 0; i < names.size(); i++) {
        members.put(names.get(i), row.get(i) == null ? Json.NULL : Json.from(row.get(i)));
      }
      Json id = Objects.requireNonNull(members.remove(keys.getFirst()));
      Json key = keys.getFirst().equals("pk") ? Json.object(Map.of("pk", id)) : id;
      comparison.mayHave(table, key, Json.object(members), insertion(table, names, row));
    }
    queries.stream().limit(MOST_QUERIES).forEach(comparison::follow);
    assertThat(comparison.refused()).isEmpty();
    assertThat(comparison.followed()).isGreaterThan(Math.min(MOST_QUERIES, queries.size()) * 4 / 5);
    for (int i = 0; i < STOPS; i++) {
      comparison.change();
      comparison.check();
    }
  }

  private static String insertion(String table, List<String> names, List<?> row) {
    List<String> values =
        row.stream()
            .map(value -> value instanceof String ? "'" + value + "'" : String.valueOf(value))
            .toList();
    return "INSERT INTO %s(%s) VALUES (%s)"
        .formatted(table, String.join(", ", names), String.join(", ", values));
  }

  private static String read(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SqlLogicTest.class.getResourceAsStream("/sqllogictest/" + file + ".test"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
