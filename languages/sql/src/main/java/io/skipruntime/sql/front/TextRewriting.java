package io.skipruntime.sql.front;

import io.skipruntime.json.JsonNumber;
import io.skipruntime.sql.catalog.SqlException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The making of a {@link Text}: it reads the tokens of a query once, and copies or replaces each.
 *
 * <ul>
 *   <li>{@link #primary} is where the expression begins that a short cast would be of: a name with
 *       its parts, a constant, a call with all that belongs to it, or what is in parentheses.
 * </ul>
 */
final class TextRewriting {

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>\\s+|--[^\\n]*|/\\*.*?\\*/)|(?<left>\\b(?i:pg_catalog)\\s*\\.\\s*"
              + "(?=[a-z_0-9]+\\s*\\(|(?:text|name|oid|bool|int[248]|float[48]|numeric)\\b)"
              + "|\\b(?i:information_schema)\\s*\\.\\s*(?=_pg_expandarray\\s*\\()"
              + "|\\b(?i:collate)\\s+(?:pg_catalog\\s*\\.\\s*)?(?:default\\b|\"(?:default|C|POSIX)\"))"
              + "|\\b(?i:operator)\\s*\\(\\s*(?:pg_catalog\\s*\\.)?\\s*(?<operator>[-+*/<>=~!|]+)\\s*\\)"
              + "|(?<escaped>\\b[eE]'[^'\\\\]*+(?:(?:''|\\\\.)[^'\\\\]*+)*+')"
              + "|(?<interval>\\b(?i:interval)\\s+'[^']*'(?!\\s*(?i:year|month|day|hour|minute|second)\\b))"
              + "|(?<instant>\\b(?i:timestamptz|timestamp\\s+with\\s+time\\s+zone)\\s+'[^']*')"
              + "|(?<typed>\\b(?i:bool|boolean|int[248]?|integer|bigint|smallint|numeric|decimal|real|float[48]"
              + "|double\\s+precision|text|varchar|jsonb?)\\s+'[^']*+(?:''[^']*+)*+')"
              + "|(?<empty>\\b(?i:array)\\s*\\[\\s*\\](?=\\s*::))"
              + "|(?<span>\\b(?i:as)\\s+(?i:interval)\\s*(?=\\)))|(?<elements>\\[\\s*\\])"
              + "|(?<zone>\\b(?i:at\\s+time\\s+zone)\\b)"
              + "|(?<constant>'[^']*+(?:''[^']*+)*+'|[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)|(?<cast>::)"
              + "|(?<symbols>->>|->|#>>|#>|#-|@>|@\\?|@@|<@|\\?\\||\\?&|\\?|\\|\\|/|\\|\\||\\|/|&&|<<|>>|!~~\\*|!~~|!~\\*"
              + "|!~|~~\\*|~~|~\\*|~|\\^@|&|\\||#|@)|(?<likeany>\\b(?i:i?like)\\s+(?i:any|all)\\b)"
              + "|(?<parameter>:[A-Za-z_][A-Za-z0-9_.]*|\\$[0-9]+)"
              + "|(?<name>\"[^\"]*+(?:\"\"[^\"]*+)*+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)|(?<other>.)",
          Pattern.DOTALL);

  private static final Pattern EXPONENT = Pattern.compile("[0-9][0-9.]*[eE][+-]?[0-9]{1,9}");

  /** An interval that is a bound of a window. */
  private static final Pattern BOUND =
      Pattern.compile(
          "(?i)interval\\s+'\\s*(?<number>[0-9.]+)\\s+(?<unit>year|month|day|hour|minute|second)s?\\s*'"
              + "(?=\\s+(?:preceding|following)\\b)");

  private static final Pattern TYPE =
      Pattern.compile(
          "\\s*(?:(?i:pg_catalog)\\s*\\.\\s*)?(?<name>(?i:double\\s+precision|character\\s+varying"
              + "|timestamp\\s+with(?:out)?\\s+time\\s+zone|[a-z_][a-z0-9_]*)"
              + "|\"char\")(?<size>(?:\\s*\\(\\s*[0-9]+\\s*(?:,\\s*[0-9]+\\s*)?\\))?)"
              + "(?<array>(?:\\s*\\[\\s*\\])?)");

  /** The types whose values refer to what the catalog describes. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?i)reg(?:class|type|proc|namespace|role)");

  private static final int NONE = -1;
  private static final int MOST_CASTS = 1_000;

  private final String query;
  private final Lookahead ahead;
  private final StringBuilder text = new StringBuilder();
  private final List<Text.Piece> pieces = new ArrayList<>();
  private final List<String> parameters = new ArrayList<>();
  private final Deque<Integer> open = new ArrayDeque<>();
  private final Deque<Integer> cases = new ArrayDeque<>();

  /** Of each parenthesis that is open, whether a cast has it. */
  private final Deque<Boolean> castParentheses = new ArrayDeque<>();

  private int primary = NONE;
  private int casts;
  private int distinctDepth = NONE;
  private String aggregate = "";
  private final Deque<Closing> closings = new ArrayDeque<>();
  private String beforeLast = "";
  private String last = "";

  /**
   * A parenthesis that is closed behind the operand that begins next.
   *
   * @param depth how many parentheses are open around it
   * @param primary where the expression begins that it is the end of
   */
  private record Closing(int depth, int primary) {}

  private TextRewriting(String query) {
    this.query = query;
    this.ahead = new Lookahead(query);
  }

  /** The text of a query for the parser. */
  static Text of(String query) {
    return new TextRewriting(query).text();
  }

  private Text text() {
    Matcher matcher = TOKEN.matcher(query);
    int at = 0;
    while (at < query.length() && matcher.find(at)) {
      at = token(matcher);
    }
    if (pieces.isEmpty()) {
      pieces.add(new Text.Piece(0, 0, true));
    }
    return new Text(query, text.toString(), List.copyOf(parameters), List.copyOf(pieces));
  }

  /** Copies or replaces a token; gives where the next one begins. */
  private int token(Matcher matcher) {
    String token = matcher.group();
    int at = matcher.start();
    if (matcher.group("space") != null) {
      add(token, at, true);
    } else if (matcher.group("left") != null) {
      return matcher.end();
    } else if (matcher.group("operator") != null) {
      operator(String.valueOf(matcher.group("operator")), at);
    } else if (matcher.group("symbols") != null) {
      operator(token, at);
    } else if (matcher.group("likeany") != null) {
      operator(token.toLowerCase(Locale.ROOT).replaceAll("\\s+", " "), at);
    } else if (matcher.group("span") != null) {
      add("AS INTERVAL DAY TO SECOND", at, false);
    } else if (matcher.group("elements") != null) {
      add(" ARRAY", at, false);
    } else if (matcher.group("zone") != null) {
      zone(at);
      return matcher.end();
    } else if (matcher.group("cast") != null) {
      return cast(at);
    } else if (matcher.group("name") != null) {
      name(token, at);
    } else if (matcher.group("other") != null) {
      symbol(token, at);
    } else {
      begin(Words.isTyped(last));
      if (matcher.group("parameter") != null) {
        parameters.add(token.substring(1));
        add("?", at, false);
      } else if (matcher.group("escaped") != null) {
        escaped(token, at);
      } else {
        constant(matcher, token, at);
      }
      last = matcher.group("escaped") != null ? "'" : token;
      close(matcher.end());
    }
    return matcher.end();
  }

  private void escaped(String token, int at) {
    try {
      add(Escapes.plain(token), at, false);
    } catch (SqlException e) {
      Text.Place place = Text.place(query, at);
      throw e.at(place.line(), place.column());
    }
  }

  private void constant(Matcher matcher, String token, int at) {
    Matcher bound = BOUND.matcher(query);
    if (matcher.group("interval") != null
        && bound.find(matcher.start())
        && bound.start() == matcher.start()) {
      add("INTERVAL '" + bound.group("number") + "' " + bound.group("unit"), at, false);
    } else if (matcher.group("interval") != null) {
      add("\"to_interval\"(" + token.substring(token.indexOf('\'')) + ")", at, false);
    } else if (matcher.group("instant") != null) {
      add("CAST(" + token.substring(token.indexOf('\'')) + " AS timestamptz)", at, false);
    } else if (matcher.group("typed") != null) {
      int value = token.indexOf('\'');
      String type = token.substring(0, value).strip();
      add("CAST(" + token.substring(value) + " AS " + type + ")", at, false);
    } else if (matcher.group("empty") != null) {
      add("'{}'", at, false);
    } else if (EXPONENT.matcher(token).matches()) {
      add(plain(token), at, false);
    } else {
      add(token, at, true);
    }
  }

  /** A number with an exponent as one without, since the parser takes that for a double. */
  private static String plain(String number) {
    BigDecimal value = new BigDecimal(number);
    boolean isLong = Math.abs((long) value.scale()) > JsonNumber.MAX_DIGITS;
    String digits = isLong ? number : value.toPlainString();
    return isLong || value.scale() > 0 ? digits : "CAST(" + digits + " AS numeric)";
  }

  /** Puts the mark of an operator, which {@link Marks} makes a call of. */
  private void operator(String operator, int at) {
    if (Set.of("+", "-", "*", "/", "<", ">", "=", "<>", "<=", ">=", "!=").contains(operator)) {
      add(" " + operator + " ", at, false);
    } else {
      String mark = '"' + Marks.MARK + operator + '"';
      add((primary == NONE ? " " : " ~ ") + mark + " ~ ", at, false);
    }
    primary = NONE;
    last = operator;
  }

  /** Makes the expression before AT TIME ZONE an argument. */
  private void zone(int at) {
    if (primary == NONE) {
      Text.Place place = Text.place(query, at);
      throw SqlException.at(
          place.line(),
          place.column(),
          SqlException.SYNTAX,
          "AT TIME ZONE stands behind an expression",
          null);
    }
    begin("\"$at_time_zone\"(", at);
    add(", ", at, false);
    closings.push(new Closing(open.size(), primary));
    primary = NONE;
    last = ",";
  }

  /** Closes what ends with the operand that has ended here. */
  private void close(int at) {
    while (!closings.isEmpty() && closings.peek().depth() == open.size()) {
      primary = closings.pop().primary();
      add(")", at, false);
      last = ")";
    }
  }

  /** Makes the expression before {@code ^} an argument: the operator binds more than others. */
  private void power(int at) {
    begin("\"^\"(", at);
    add(", ", at, false);
    closings.push(new Closing(open.size(), primary));
    primary = NONE;
    last = ",";
  }

  /** Puts something before the expression that has begun. */
  private void begin(String begin, int at) {
    int index = 0;
    while (index < pieces.size() && pieces.get(index).start() < primary) {
      index++;
    }
    int origin = index < pieces.size() ? pieces.get(index).origin() : at;
    text.insert(primary, begin);
    for (int i = index; i < pieces.size(); i++) {
      Text.Piece piece = pieces.get(i);
      pieces.set(
          i, new Text.Piece(piece.start() + begin.length(), piece.origin(), piece.isCopied()));
    }
    pieces.add(index, new Text.Piece(primary, origin, false));
  }

  private void add(String part, int origin, boolean isCopied) {
    pieces.add(new Text.Piece(text.length(), origin, isCopied));
    text.append(part);
  }

  /** Begins an expression here, unless this is a part of one that has begun. */
  private void begin(boolean isPart) {
    if (primary == NONE || !isPart) {
      primary = text.length();
    }
  }

  /** Whether the parenthesis that is open here is that of a cast. */
  private boolean isInCast() {
    return Boolean.TRUE.equals(castParentheses.peek());
  }

  private void name(String token, int at) {
    String word = token.toLowerCase(Locale.ROOT);
    boolean isPostfix = primary != NONE && !last.equals(".");
    boolean goesOn = last.equals(".") || (last.equals(")") && isAfterCall(word));
    if (word.equals("end") && !cases.isEmpty()) {
      primary = cases.pop();
    } else {
      begin(goesOn);
      if (word.equals("case")) {
        cases.push(text.length());
      }
    }
    if (word.equals("distinct") && distinctOn(at + token.length())) {
      add("\"" + Marks.DISTINCT_ON + "\"", at, false);
      last = "distinct_on";
      return;
    }
    if (RowSources.isName(word) && ahead.isCalled(at + token.length()) && isSource()) {
      add("UNNEST(", at, false);
      closings.push(new Closing(open.size(), NONE));
    }
    String replaced =
        Words.isLabel(word, last, isInCast())
            ? '"' + token + '"'
            : replaced(word, token, at, isPostfix);
    add(replaced, at, replaced.equals(token));
    if (Words.isBeforeExpression(word) && !last.equals(".")) {
      primary = NONE;
    }
    beforeLast = last;
    last = word.equals("on") && last.equals("distinct_on") ? last : token;
    int end = at + token.length();
    if (!ahead.isBefore(end, ".") && !ahead.isCalled(end)) {
      close(end);
    }
    if (word.equals("distinct") && !aggregate.isEmpty()) {
      mark(at + token.length());
    }
  }

  /** What the parser gets for a word. */
  private String replaced(String word, String token, int at, boolean isPostfix) {
    return switch (word) {
      case "isnull" -> isPostfix ? " IS NULL" : token;
      case "notnull" -> isPostfix ? " IS NOT NULL" : token;
      case "value" -> '"' + token + '"'; // a column, where the parser takes VALUE for VALUES
      case "row", "rows" -> isCountless(word) ? "1 " + token : token;
      case "lateral" -> ahead.hasFunction(at + token.length()) ? " " : token;
      case "unnest" ->
          !isSource() && ahead.isCalled(at + token.length()) && !ahead.hasOrdinality()
              ? "\"unnest\""
              : token;
      case "on" -> last.equals("distinct_on") ? " " : token;
      case "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg" -> {
        boolean isAggregate = ahead.isCalled(at + token.length());
        aggregate = isAggregate ? word : aggregate;
        yield isAggregate ? "STRING_AGG" : token;
      }
      case "date_trunc" -> ahead.isCalled(at + token.length()) ? Operators.TRUNCATION : token;
      case "current_timestamp" -> "now()";
      case "current_catalog" -> "\"current_catalog\"()";
      case "current_schema", "current_user", "session_user" ->
          "\"" + word + "\"" + (ahead.isCalled(at + token.length()) ? "" : "()");
      case "skip" -> ahead.isBefore(at + token.length(), ".") ? "\"skip\"" : token;
      default ->
          Words.isPlain(word, last, ahead, at + token.length())
                  || Words.isTypedName(word, last, isInCast(), ahead, at + token.length())
              ? "\"" + token + "\""
              : token;
    };
  }

  private void mark(int at) {
    add(" \"" + Marks.MARK + aggregate + "\", ", at, false);
    aggregate = "";
  }

  /** Whether DISTINCT ON stands here. */
  private boolean distinctOn(int end) {
    boolean isOn = aggregate.isEmpty() && ahead.isOn(end);
    distinctDepth = isOn ? open.size() : distinctDepth;
    return isOn;
  }

  /** Whether what is next is a table, and no expression. */
  private boolean isSource() {
    return last.equalsIgnoreCase("from")
        || last.equalsIgnoreCase("join")
        || last.equalsIgnoreCase("lateral");
  }

  /** Whether ROW or ROWS stands behind FETCH FIRST without a number. */
  private boolean isCountless(String word) {
    return !word.isEmpty()
        && (last.equalsIgnoreCase("first") || last.equalsIgnoreCase("next"))
        && beforeLast.equalsIgnoreCase("fetch");
  }

  private static boolean isAfterCall(String word) {
    return word.equals("over") || word.equals("filter");
  }

  private void symbol(String token, int at) {
    if (token.equals("^") && primary != NONE) {
      power(at);
      return;
    }
    switch (token) {
      case "(" -> {
        boolean isCall =
            primary != NONE && Character.isLetterOrDigit(last.charAt(last.length() - 1));
        castParentheses.push(last.equalsIgnoreCase("cast"));
        open.push(isCall ? primary : text.length());
        primary = NONE;
      }
      case "[" -> {
        castParentheses.push(false);
        open.push(primary);
        primary = NONE;
      }
      case ")", "]" -> {
        castParentheses.poll();
        primary = open.isEmpty() ? NONE : open.pop();
      }
      case "." -> {}
      default -> primary = NONE;
    }
    add(token, at, true);
    last = token;
    if (token.equals("(") && !aggregate.isEmpty() && !ahead.isDistinct(at + 1)) {
      mark(at);
      primary = NONE;
    }
    if (token.equals(")") || token.equals("]")) {
      close(at + 1);
    }
    if (token.equals(")") && open.size() == distinctDepth) {
      distinctDepth = NONE;
      add(", ", at, false);
      primary = NONE;
    }
  }

  /** Makes the expression before a short cast one in words; gives where the next token begins. */
  private int cast(int at) {
    Matcher type = TYPE.matcher(query);
    if (primary == NONE || !type.find(at + 2) || type.start() != at + 2) {
      Text.Place place = Text.place(query, at);
      throw SqlException.at(
          place.line(),
          place.column(),
          SqlException.SYNTAX,
          ":: stands between an expression and a type",
          null);
    }
    if (++casts > MOST_CASTS) {
      throw SqlException.of("54001", "a query may have " + MOST_CASTS + " casts with ::");
    }
    String name = String.valueOf(type.group("name"));
    boolean isSpan = name.equalsIgnoreCase("interval") && type.group("array").isEmpty();
    boolean isReference = isSpan || REFERENCE.matcher(name).matches();
    String begin =
        isSpan
            ? "\"to_interval\"("
            : isReference ? reference(name.toLowerCase(Locale.ROOT)) : "CAST(";
    begin(begin, at);
    if (!isReference) {
      add(" AS ", at, false);
      add(name.startsWith("\"") ? "text" : name + type.group("size"), type.start("name"), true);
      if (!type.group("array").isEmpty()) {
        add(" ARRAY", type.start("array"), false);
      }
    }
    add(")", type.end(), false);
    last = ")";
    return type.end();
  }

  /**
   * The function that a cast to a type of references is: of a name, what is called so; of anything
   * else, its name.
   */
  private String reference(String type) {
    boolean isOfName = last.startsWith("'") || last.startsWith("$") || last.startsWith(":");
    return isOfName ? "to_" + type + "(" : type + "_name(";
  }
}
