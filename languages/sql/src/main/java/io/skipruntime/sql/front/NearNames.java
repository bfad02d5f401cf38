package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.Column;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names that are near to one that a query has and the service has not. */
final class NearNames {

  private static final Pattern DEFINED =
      Pattern.compile(
          "\\bas\\s+\"?([a-z_]\\w*)|\\b([a-z_]\\w*)\"?\\s*(?:\\([^()]*\\)\\s*)?as\\s*\\(",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern LISTS =
      Pattern.compile(
          "\\bas\\s+\\w+\\s*\\(([\\w\\s,\"]*)\\)|\\b\\w+\\s*\\(([\\w\\s,\"]*)\\)\\s*as\\s*\\(",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> OF_WINDOWS =
      Set.of(
          "row_number",
          "rank",
          "dense_rank",
          "percent_rank",
          "cume_dist",
          "ntile",
          "lag",
          "lead",
          "first_value",
          "last_value",
          "nth_value");

  private static final Set<String> OF_SYNTAX =
      Set.of(
          "count",
          "sum",
          "avg",
          "percentile_cont",
          "percentile_disc",
          "mode",
          "date_part",
          "date_trunc",
          "coalesce",
          "nullif");

  private static final List<String> TYPES =
      List.of(
          "integer",
          "bigint",
          "numeric",
          "double",
          "boolean",
          "text",
          "uuid",
          "timestamp",
          "date",
          "interval",
          "decimal",
          "smallint",
          "real",
          "float",
          "varchar",
          "int");

  private NearNames() {}

  /** The table whose name is nearest, if one is near; those that the query defines among them. */
  static Optional<String> ofTable(String name, Schema schema, String query) {
    return nearest(name, Stream.concat(schema.relations().keySet().stream(), defined(query, name)));
  }

  /** The names that a query defines: behind AS, and before it for WITH; and its columns. */
  private static Stream<String> defined(String query, String unknown) {
    Stream<String> columns =
        LISTS
            .matcher(query)
            .results()
            .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
            .flatMap(names -> Stream.of(names.split("[\\s,\"]+", -1)))
            .filter(name -> !name.isEmpty() && !name.equalsIgnoreCase(unknown));
    Stream<String> others =
        DEFINED
            .matcher(query)
            .results()
            .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
            .filter(name -> !name.equalsIgnoreCase(unknown));
    return Stream.concat(others, columns);
  }

  /** The column whose name is nearest, if one is near; else the type. */
  static Optional<String> ofColumnOrType(String name, Schema schema, String query) {
    Stream<String> columns =
        schema.relations().values().stream()
            .flatMap(relation -> relation.columns().stream())
            .map(Column::name);
    return nearest(name, Stream.concat(columns, defined(query, name)))
        .or(() -> nearest(name, Stream.concat(TypeNames.names(), TYPES.stream())));
  }

  /** The function whose name is nearest, if one is near. */
  static Optional<String> ofFunction(String name, Schema schema) {
    return nearest(
        name,
        Stream.of(
                Operators.names(schema.functions().values()),
                RowSources.names().stream(),
                OF_WINDOWS.stream(),
                OF_SYNTAX.stream())
            .flatMap(names -> names));
  }

  private static Optional<String> nearest(String name, Stream<String> names) {
    String wanted = lower(name);
    return names
        .distinct()
        .min(
            Comparator.<String>comparingInt(each -> distance(wanted, lower(each)))
                .thenComparing(Comparator.naturalOrder()))
        .filter(each -> distance(wanted, lower(each)) <= Math.max(2, name.length() / 3))
        .filter(each -> distance(wanted, lower(each)) < name.length() || name.length() > 1);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * How many characters to add, remove or change, or to change for the next one (the optimal string
   * alignment distance).
   */
  private static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : least(a, i, b, j, steps);
      }
    }
    return steps[a.length()][b.length()];
  }

  private static int least(String a, int i, String b, int j, int[][] steps) {
    int changed = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(changed, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
    boolean isTurned =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return isTurned ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
  }
}
