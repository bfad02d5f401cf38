package io.skipruntime.sql;

import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The queries that the tests have, changed at random by tokens and by bytes, and what has to hold
 * for the refusal of one. Used by one thread.
 */
public final class Mutations {

  private static final Pattern TOKEN =
      Pattern.compile("\\s+|'[^']*'|[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|::|<>|<=|>=|\\|\\||.");
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{4,}");

  private static final List<String> PIECES =
      List.of(
          "(",
          ")",
          ",",
          "'",
          "\"",
          "::",
          "::int",
          "::text",
          "::jsonb",
          "::interval",
          "::timestamptz",
          "::int[]",
          "NULL",
          "-1",
          "99999999999999999999",
          "1e400",
          "0.5",
          "*",
          "/ 0",
          "||",
          "''",
          "'日本'",
          "'{}'",
          "'[1, null]'",
          "\\",
          "$1",
          ":x",
          ";",
          "--",
          "/*",
          "OVER ()",
          "OVER (PARTITION BY 1 ORDER BY 1)",
          "interval '1 day'",
          "interval '1 month'",
          "now()",
          "SELECT",
          "FROM orders",
          "GROUP BY 1",
          "ORDER BY 2",
          "LIMIT -1",
          "LIMIT 99999999999",
          "OFFSET 3",
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
          "EXCEPT ALL SELECT 1",
          "JOIN customers ON true",
          "date '2024-13-01'",
          "timestamptz '294276-12-31'",
          "LATERAL",
          "CASE",
          "END",
          "~ '('",
          "~ '(a|aa)+$'",
          "LIKE '\\'",
          "{",
          "}",
          "@",
          "?",
          "repeat('ab', 999999999)",
          "lpad('a', 999999999)",
          "generate_series(1, 9999999999)",
          "unnest(ARRAY[1, 2])",
          "factorial(9999)",
          "10 ^ 9999",
          "string_agg(key::text, ',')",
          "array_agg(key)",
          "(SELECT max(key) FROM orders)",
          "EXISTS (SELECT 1 FROM customers)",
          "EXPLAIN",
          "EXPLAIN ANALYZE",
          "WITH t AS (SELECT 1)",
          "WITH RECURSIVE",
          "resources",
          "pg_class",
          "skip.nodes",
          "information_schema.columns",
          "current_schemas(true)");

  private static final Pattern ANY_NAME = Pattern.compile("[a-z_][a-z0-9_]*");

  private static final List<String> OPERATORS =
      List.of("+", "-", "*", "/", "%", "^", "=", "<>", "<", ">", "<=", ">=", "||", "~", "&", "|");

  private static final List<String> CONSTANTS =
      List.of(
          "NULL",
          "0",
          "-1",
          "2147483648",
          "9223372036854775807",
          "99999999999999999999",
          "1e400",
          "1e-400",
          "0.5",
          "''",
          "'日本'",
          "'{}'",
          "'[1, null]'::jsonb",
          "true",
          "interval '1 month'",
          "timestamptz '2024-02-29'",
          "'294276-12-31'::timestamptz",
          "'2024-01-01'::date",
          "ARRAY[1, NULL]",
          "'{a,b}'::text[]",
          "$1",
          ":x",
          "'00000000-0000-0000-0000-000000000000'::uuid");

  private static final List<String> WRAPPINGS =
      List.of(
          "(%s)::text",
          "(%s)::int",
          "(%s)::jsonb",
          "(%s)::date",
          "(%s)::interval",
          "(%s)::bool",
          "(-%s)",
          "abs(%s)",
          "round(%s, 99999)",
          "sum(%s)",
          "string_agg(%s::text, ',')",
          "array_agg(%s)",
          "max(%s) OVER (ORDER BY %1$s)",
          "lag(%s) OVER ()",
          "repeat(%s, 99999999)",
          "lpad(%s::text, 99999999)",
          "generate_series(1, %s)",
          "unnest(ARRAY[%s])",
          "factorial(%s)",
          "(%s ^ 9999)",
          "to_char(%s, 'YYYY-MM-DD')",
          "date_trunc('month', %s)",
          "extract(epoch FROM %s)",
          "(%s IS NULL)",
          "(%s[1])",
          "(%s -> 'a')",
          "upper(%s)",
          "(SELECT %s)",
          "coalesce(%s, 1)",
          "greatest(%s, 'x')",
          "NOT %s",
          "(%s, 1)",
          "CASE WHEN %s THEN 1 END");

  /**
   * The codes of what goes wrong while a query runs, of which no part of the text is the reason.
   */
  private static final Pattern RUNNING =
      Pattern.compile("22.*|2201.*|54000|53200|57014|21000|42P02|42846");

  /** What a message has that is the text of a failure in the code. */
  private static final Pattern EMPTY =
      Pattern.compile("Exception|Error:|(^|: )null$|class [a-z]+\\.|java\\.|no plan");

  private static final List<String> OF_NAMES = List.of("42703", "42P01", "42883");

  /**
   * Queries of the tests and a service with their tables.
   *
   * @param service a service with the resource {@code sql}
   * @param accepted queries that are accepted
   * @param refused some that are refused with a reason
   */
  public record Corpus(SkipService<?, ?> service, List<String> accepted, List<String> refused) {

    /** Copies the lists. */
    public Corpus {
      accepted = List.copyOf(accepted);
      refused = List.copyOf(refused);
    }

    /** Gives the service some rows; there are none in its tables. */
    public void fill(ServiceInstance instance) {
      if (service instanceof Warehouse) {
        Mutations.fill(instance);
      }
    }
  }

  /**
   * A query that was changed.
   *
   * @param text the text
   * @param misspelt the name that was misspelt in it, if nothing else was done
   */
  public record Mutated(String text, Optional<String> misspelt) {}

  private final Random random;
  private final List<String> queries;
  private final List<String> accepted;

  /** Changed queries of a corpus; the same for the same seed. */
  public Mutations(Corpus corpus, long seed) {
    accepted = corpus.accepted();
    queries = Stream.concat(accepted.stream(), corpus.refused().stream()).toList();
    random = new Random(seed);
  }

  /** The queries over tables of all types. */
  public static Corpus ofWarehouse() {
    try {
      List<String> accepted = new ArrayList<>(QueriesTest.QUERIES);
      accepted.addAll(StatementsTest.statements("accepted"));
      List<String> refused =
          StatementsTest.statements("refused").stream()
              .map(line -> line.substring(0, line.lastIndexOf(" -- ")))
              .toList();
      return new Corpus(new Warehouse(), accepted, refused);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The 22 queries of TPC-H. */
  public static Corpus ofTpch() {
    List<String> queries = new ArrayList<>();
    for (int number = 1; number <= 22; number++) {
      String name = "/tpch/q%02d.sql".formatted(number);
      try (InputStream in = Objects.requireNonNull(Mutations.class.getResourceAsStream(name))) {
        queries.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Corpus(new Tpch(), queries, List.of());
  }

  private static void fill(ServiceInstance instance) {
    List<Entry<Json, Json>> customers = new ArrayList<>();
    List<Entry<Json, Json>> orders = new ArrayList<>();
    List<Entry<Json, Json>> events = new ArrayList<>();
    for (long key = 1; key <= 6; key++) {
      String region = key % 3 == 0 ? "null" : "\"north\"";
      customers.add(entry(key, "{\"name\":\"Ann%d\",\"region\":%s}".formatted(key, region)));
      orders.add(
          entry(
              key,
              ("{\"customer\":%d,\"total\":%d.25,\"pieces\":%d,\"weight\":0.5,"
                      + "\"placed\":\"2024-02-1%dT10:00:00Z\"}")
                  .formatted(key % 4, 10 * key, key % 3, key)));
      events.add(
          entry(
              key,
              "{\"kind\":\"view\",\"payload\":{\"n\":%d,\"tags\":[\"red\",%d]}}"
                  .formatted(key, key)));
    }
    instance.transaction(writes -> {
      writes.update("customers", customers);
      writes.update("orders", orders);
      writes.update("events", events);
    });
  }

  private static Entry<Json, Json> entry(long key, String value) {
    return Entry.of(Json.of(key), Json.parse(value));
  }

  /** The next query. */
  public Mutated next() {
    String query = queries.get(random.nextInt(queries.size()));
    return switch (random.nextInt(12)) {
      case 0 -> misspelt(accepted.get(random.nextInt(accepted.size())));
      case 1 -> new Mutated(inBytes(query), Optional.empty());
      case 2, 3, 4 -> new Mutated(inTokens(query), Optional.empty());
      case 5 -> new Mutated(around(query), Optional.empty());
      default -> new Mutated(inParts(query), Optional.empty());
    };
  }

  /** The query with names, constants, operators and calls changed for others: often it is one. */
  private String inParts(String query) {
    List<String> tokens = tokens(query);
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      int at = random.nextInt(tokens.size());
      for (int tries = 0; tries < 20 && kind(tokens.get(at)) == Kind.OTHER; tries++) {
        at = random.nextInt(tokens.size());
      }
      String token = tokens.get(at);
      if (kind(token) == Kind.NAME && random.nextInt(3) == 0) {
        tokens.set(at, WRAPPINGS.get(random.nextInt(WRAPPINGS.size())).formatted(token));
      } else {
        tokens.set(at, other(token));
      }
    }
    return String.join("", tokens);
  }

  /** A token of the same kind, of any query, or a constant in the place of a name. */
  private String other(String token) {
    Kind kind = kind(token);
    if (kind != Kind.OPERATOR && random.nextInt(6) == 0) {
      return CONSTANTS.get(random.nextInt(CONSTANTS.size()));
    }
    for (int tries = 0; tries < 50; tries++) {
      List<String> tokens = tokens(queries.get(random.nextInt(queries.size())));
      String found = tokens.get(random.nextInt(tokens.size()));
      if (kind(found) == kind) {
        return found;
      }
    }
    return token;
  }

  /** The query as a part of another one. */
  private String around(String query) {
    String other = queries.get(random.nextInt(queries.size()));
    return switch (random.nextInt(8)) {
      case 0 -> "SELECT * FROM (" + query + ") AS q";
      case 1 -> query + " UNION ALL " + other;
      case 2 -> "SELECT count(*) FROM (" + query + ") AS q, (" + other + ") AS r";
      case 3 -> "WITH q AS (" + query + ") SELECT q.*, row_number() OVER (ORDER BY 1) FROM q";
      case 4 -> "SELECT key FROM customers WHERE EXISTS (" + query + ")";
      case 5 -> "SELECT key, (" + query + ") AS v FROM orders";
      case 6 -> "SELECT key FROM orders WHERE key IN (" + query + ")";
      default -> "EXPLAIN ANALYZE " + query;
    };
  }

  /** What a token may be changed for. */
  private enum Kind {
    NAME,
    CONSTANT,
    OPERATOR,
    OTHER
  }

  private static Kind kind(String token) {
    if (ANY_NAME.matcher(token).matches()) {
      return Kind.NAME;
    }
    if (token.startsWith("'") || Character.isDigit(token.charAt(0))) {
      return Kind.CONSTANT;
    }
    return OPERATORS.contains(token) ? Kind.OPERATOR : Kind.OTHER;
  }

  private static List<String> tokens(String query) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(query);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  private String inTokens(String query) {
    List<String> tokens = tokens(query);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(tokens.size());
      int other = random.nextInt(tokens.size());
      switch (random.nextInt(7)) {
        case 0 -> tokens.set(at, "");
        case 1 -> tokens.set(at, tokens.get(other));
        case 2 -> tokens.add(at, " " + PIECES.get(random.nextInt(PIECES.size())) + " ");
        case 3 -> tokens.set(at, PIECES.get(random.nextInt(PIECES.size())));
        case 4 -> tokens.set(at, tokens.get(at) + tokens.get(at));
        case 5 -> {
          List<String> more = tokens(queries.get(random.nextInt(queries.size())));
          int from = random.nextInt(more.size());
          int end = Math.min(more.size(), from + 1 + random.nextInt(8));
          tokens.addAll(at, more.subList(from, end));
        }
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

  private String inBytes(String query) {
    byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        default -> {
          int from = random.nextInt(bytes.length);
          int count = Math.min(random.nextInt(6), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, count);
        }
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Mutated misspelt(String query) {
    List<String> tokens = tokens(query);
    List<Integer> names = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (NAME.matcher(tokens.get(i)).matches()) {
        names.add(i);
      }
    }
    if (names.isEmpty()) {
      return new Mutated(inTokens(query), Optional.empty());
    }
    int at = names.get(random.nextInt(names.size()));
    String name = tokens.get(at);
    int cut = 1 + random.nextInt(name.length() - 1);
    String wrong = name.substring(0, cut) + "zq" + name.substring(cut + 1);
    tokens.set(at, wrong);
    return new Mutated(String.join("", tokens), Optional.of(wrong));
  }

  /**
   * What is wrong with a refusal, if anything is.
   *
   * @param state its code, SQLSTATE
   * @param isPlaced whether it says the line and the column
   */
  public static Optional<String> fault(
      Mutated query, String state, boolean isPlaced, String message) {
    String what = state + " " + message + " <- " + query.text();
    if (state.isEmpty() || state.startsWith("XX")) {
      return Optional.of("no code: " + what);
    }
    if (!isPlaced && !RUNNING.matcher(state).matches()) {
      return Optional.of("without a place: " + what);
    }
    if (EMPTY.matcher(message).find()) {
      return Optional.of("says nothing: " + what);
    }
    boolean isOfName =
        OF_NAMES.contains(state)
            && query.misspelt().isPresent()
            && message
                .toLowerCase(Locale.ROOT)
                .contains(query.misspelt().get().toLowerCase(Locale.ROOT));
    if (isOfName && !message.contains("; ")) {
      return Optional.of("names nothing near: " + what);
    }
    return Optional.empty();
  }

  /** Values for the parameters that a changed query may have. */
  public static Json parameters() {
    return Json.object(Map.of("x", Json.of(1), "1", Json.of("2")));
  }
}
