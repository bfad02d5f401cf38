package io.skipruntime.sql.front;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A look at what follows a place in the text of a query. */
record Lookahead(String query) {

  private static final Pattern ORDINALITY = Pattern.compile("(?i)with\\s+ordinality\\b");

  private static final Pattern DISTINCT = Pattern.compile("\\s*(?i:distinct)\\b");
  private static final Pattern ON = Pattern.compile("\\s*(?i:on)\\s*(?=\\()");
  private static final Pattern ROWS_OF = Pattern.compile("\\s*[A-Za-z_]+\\s*\\(");

  /** Whether a symbol or a word follows, perhaps behind blanks. */
  boolean isBefore(int end, String symbol) {
    int at = end;
    while (at < query.length() && Character.isWhitespace(query.charAt(at))) {
      at++;
    }
    return query.regionMatches(true, at, symbol, 0, symbol.length());
  }

  /** Whether a parenthesis follows. */
  boolean isCalled(int end) {
    return isBefore(end, "(");
  }

  boolean isDistinct(int end) {
    return follows(DISTINCT.matcher(query), end);
  }

  /** Whether ON and a parenthesis follow. */
  boolean isOn(int end) {
    return follows(ON.matcher(query), end);
  }

  /** Whether a function follows, and no subquery. */
  boolean hasFunction(int end) {
    Matcher function = ROWS_OF.matcher(query);
    return follows(function, end)
        && !function.group().strip().toLowerCase(Locale.ROOT).startsWith("select");
  }

  /** Whether WITH ORDINALITY stands anywhere in the query. */
  boolean hasOrdinality() {
    return ORDINALITY.matcher(query).find();
  }

  private static boolean follows(Matcher matcher, int end) {
    return matcher.find(end) && matcher.start() == end;
  }
}
