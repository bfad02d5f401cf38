package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.system.CatalogSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Queries that are changed at random: each is answered, or refused in the way of a query that is
 * wrong, with a line and a column unless it was running. {@code -Dskip.mutations} is their number.
 */
class MutationTest {

  private static final int COUNT = Integer.getInteger("skip.mutations", 1_500);
  private static final Pattern TOKEN =
      Pattern.compile("\\s+|'[^']*'|[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|::|<>|<=|>=|\\|\\||.");
  private static final List<String> PIECES =
      List.of(
          "(",
          ")",
          ",",
          "'",
          "\"",
          "::",
          "::int",
          "NULL",
          "-1",
          "99999999999999999999",
          "0.5",
          "*",
          "/ 0",
          "||",
          "''",
          "'日本'",
          "\\",
          "$1",
          ":x",
          ";",
          "--",
          "/*",
          "OVER ()",
          "interval '1 day'",
          "interval '1 month'",
          "now()",
          "SELECT",
          "FROM orders",
          "GROUP BY 1",
          "ORDER BY 2",
          "LIMIT -1",
          "NOT",
          "IS",
          "DISTINCT",
          "current_user",
          "[1]",
          "\0",
          "\uD800",
          "ARRAY[1]",
          "customers.",
          "nmae",
          "HAVING true",
          "UNION",
          "JOIN customers ON true",
          "date '2024-13-01'",
          "LATERAL",
          "CASE",
          "END",
          "~ '('",
          "LIKE '\\'",
          "{",
          "}",
          "@",
          "?");
  private static final SnapshotQuery.Limits LIMITS =
      new SnapshotQuery.Limits(10_000, 16L << 20, 100_000);

  /**
   * The codes of what goes wrong while a query runs, of which no part of the text is the reason.
   */
  private static final Pattern RUNNING =
      Pattern.compile("22.*|2201.*|54000|53200|57014|21000|42P02|42846");

  private final Random random = new Random(Long.getLong("skip.mutationSeed", 11));

  private String mutated(String query) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(query);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(tokens.size());
      int other = random.nextInt(tokens.size());
      switch (random.nextInt(6)) {
        case 0 -> tokens.set(at, "");
        case 1 -> tokens.set(at, tokens.get(other));
        case 2 -> tokens.add(at, " " + PIECES.get(random.nextInt(PIECES.size())) + " ");
        case 3 -> tokens.set(at, PIECES.get(random.nextInt(PIECES.size())));
        case 4 -> tokens.set(at, tokens.get(at) + tokens.get(at));
        default -> {
          String token = tokens.get(at);
          int cut = random.nextInt(token.length() + 1);
          tokens.set(
              at,
              token.substring(0, cut) + (char) (32 + random.nextInt(96)) + token.substring(cut));
        }
      }
    }
    return String.join("", tokens);
  }

  @Test
  void mutatedQueries_areAnsweredOrRefusedWithTheirPlace() {
    try (ServiceInstance service = ServiceInstance.start(new Warehouse())) {
      SnapshotQuery over =
          ServiceQueries.over(service, service.snapshot(), CatalogSession.none(), Optional.empty());
      List<String> wrong = new ArrayList<>();
      int answered = 0;
      for (int i = 0; i < COUNT; i++) {
        String query = mutated(QueriesTest.QUERIES.get(random.nextInt(QueriesTest.QUERIES.size())));
        try {
          over.query(query, SqlParameters.none(), LIMITS, () -> false);
          answered++;
        } catch (SqlException e) {
          if (e.line() == 0 && !RUNNING.matcher(e.state()).matches()) {
            wrong.add(e.state() + " without a place: " + e.getMessage() + " <- " + query);
          }
          if (e.state().equals("0A000") && String.valueOf(e.getMessage()).contains("Exception")) {
            wrong.add("says nothing: " + e.getMessage() + " <- " + query);
          }
        } catch (RuntimeException | Error e) {
          wrong.add(e + " <- " + query);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(answered).isBetween(1, COUNT - 1);
    }
  }
}
