package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
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
              + "|\\b(?i:collate)\\s+(?:pg_catalog\\s*\\.\\s*)?(?:default\\b|\"(?:default|C|POSIX)\"))"
              + "|\\b(?i:operator)\\s*\\(\\s*(?:pg_catalog\\s*\\.)?\\s*(?<operator>[-+*/<>=~!|]+)\\s*\\)"
              + "|(?<escaped>\\b[eE]'[^'\\\\]*+(?:(?:''|\\\\.)[^'\\\\]*+)*+')"
              + "|(?<interval>\\b(?i:interval)\\s+'\\s*-?[0-9.]+\\s+[A-Za-z]+\\s*')"
              + "|(?<constant>'[^']*+(?:''[^']*+)*+'|[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)|(?<cast>::)"
              + "|(?<parameter>:[A-Za-z_][A-Za-z0-9_.]*|\\$[0-9]+)"
              + "|(?<name>\"[^\"]*+(?:\"\"[^\"]*+)*+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)|(?<other>.)",
          Pattern.DOTALL);

  private static final Pattern INTERVAL =
      Pattern.compile(
          "(interval\\s+'\\s*-?[0-9.]+)(\\s+)([A-Za-z]+?)(s?)(\\s*)'", Pattern.CASE_INSENSITIVE);

  private static final Pattern TYPE =
      Pattern.compile(
          "\\s*(?:(?i:pg_catalog)\\s*\\.\\s*)?(?<name>(?i:double\\s+precision|character\\s+varying"
              + "|timestamp\\s+with(?:out)?\\s+time\\s+zone|[a-z_][a-z0-9_]*)"
              + "|\"char\")(?<size>(?:\\s*\\(\\s*[0-9]+\\s*(?:,\\s*[0-9]+\\s*)?\\))?)");

  /** The types whose values refer to what the catalog describes. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?i)reg(?:class|type|proc|namespace|role)");

  /** The words that are followed by an expression. */
  private static final Pattern WORDS =
      Pattern.compile(
          "all|and|any|as|between|by|distinct|else|except|from|having|ilike|in|intersect|is|join|like"
              + "|limit|not|offset|on|or|qualify|select|some|then|union|using|values|when|where|with");

  private static final Set<String> TYPED = Set.of("date", "time", "timestamp", "timestamptz");

  private static final int NONE = -1;
  private static final int MOST_CASTS = 1_000;

  private final String query;
  private final StringBuilder text = new StringBuilder();
  private final List<Text.Piece> pieces = new ArrayList<>();
  private final List<String> parameters = new ArrayList<>();
  private final Deque<Integer> open = new ArrayDeque<>();
  private final Deque<Integer> cases = new ArrayDeque<>();
  private int primary = NONE;
  private int casts;
  private String last = "";

  private TextRewriting(String query) {
    this.query = query;
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
      primary = NONE;
      last = matcher.group("operator");
      add(" " + last + " ", at, false);
    } else if (matcher.group("cast") != null) {
      return cast(at);
    } else if (matcher.group("name") != null) {
      name(token, at);
    } else if (matcher.group("other") != null) {
      symbol(token, at);
    } else {
      begin(TYPED.contains(last.toLowerCase(Locale.ROOT)));
      if (matcher.group("parameter") != null) {
        parameters.add(token.substring(1));
        add("?", at, false);
      } else if (matcher.group("escaped") != null) {
        add(Escapes.plain(token), at, false);
      } else {
        add(matcher.group("interval") != null ? interval(token) : token, at, true);
      }
      last = matcher.group("escaped") != null ? "'" : token;
    }
    return matcher.end();
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

  private void name(String token, int at) {
    String word = token.toLowerCase(Locale.ROOT);
    boolean goesOn = last.equals(".") || (last.equals(")") && isAfterCall(word));
    if (word.equals("end") && !cases.isEmpty()) {
      primary = cases.pop();
    } else {
      begin(goesOn);
      if (word.equals("case")) {
        cases.push(text.length());
      }
    }
    String replaced =
        switch (word) {
          case "date_trunc" -> isCalled(at + token.length()) ? Operators.TRUNCATION : token;
          case "current_timestamp" -> "now()";
          case "current_catalog" -> "\"current_database\"()";
          case "current_schema", "current_user", "session_user" ->
              "\"" + word + "\"" + (isCalled(at + token.length()) ? "" : "()");
          case "skip" -> isBefore(at + token.length(), ".") ? "\"skip\"" : token;
          default -> token;
        };
    add(replaced, at, replaced.equals(token));
    if (WORDS.matcher(word).matches() && !last.equals(".")) {
      primary = NONE;
    }
    last = token;
  }

  private static boolean isAfterCall(String word) {
    return word.equals("over") || word.equals("filter");
  }

  private boolean isCalled(int end) {
    return isBefore(end, "(");
  }

  private boolean isBefore(int end, String symbol) {
    int at = end;
    while (at < query.length() && Character.isWhitespace(query.charAt(at))) {
      at++;
    }
    return query.startsWith(symbol, at);
  }

  private void symbol(String token, int at) {
    switch (token) {
      case "(" -> {
        boolean isCall =
            primary != NONE && Character.isLetterOrDigit(last.charAt(last.length() - 1));
        open.push(isCall ? primary : text.length());
        primary = NONE;
      }
      case "[" -> {
        open.push(primary);
        primary = NONE;
      }
      case ")", "]" -> primary = open.isEmpty() ? NONE : open.pop();
      case "." -> {}
      default -> primary = NONE;
    }
    add(token, at, true);
    last = token;
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
    boolean isReference = REFERENCE.matcher(name).matches();
    String begin = isReference ? reference(name.toLowerCase(Locale.ROOT)) : "CAST(";
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
    if (!isReference) {
      add(" AS ", at, false);
      add(name.startsWith("\"") ? "text" : name + type.group("size"), type.start("name"), true);
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

  /** {@code interval '1 day'} as {@code interval '1' day}. */
  private static String interval(String token) {
    Matcher matcher = INTERVAL.matcher(token);
    return matcher.matches()
        ? matcher.group(1)
            + "'"
            + matcher.group(2)
            + matcher.group(3)
            + matcher.group(5)
            + (matcher.group(4).isEmpty() ? "" : " ")
        : token;
  }
}
