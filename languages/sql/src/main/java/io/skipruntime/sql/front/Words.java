package io.skipruntime.sql.front;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;

/**
 * The words of queries: which of them are names where they stand though the parser keeps them for
 * itself. All are given in small letters, but the one before, which is as it stands in the text.
 */
final class Words {

  /** The words that are followed by an expression. */
  private static final Pattern BEFORE_EXPRESSIONS =
      Pattern.compile(
          "all|and|any|as|between|by|distinct|else|except|from|having|ilike|in|intersect|is|join|like"
              + "|limit|not|offset|on|or|qualify|select|some|then|union|using|values|when|where|with");

  /** The words that the parser keeps for itself and that are names for PostgreSQL. */
  private static final Pattern NAMES =
      Pattern.compile(
          "asof|call|current|cursor|dateadd|datediff|datepart|datetime|define|describe|final|friday|json_scope"
              + "|match_condition|measure|minus|monday|new|next|ordinal|pattern|running|safe_cast|safe_offset"
              + "|safe_ordinal|saturday|snapshot|stream|sunday|thursday|try_cast|tuesday|unknown|unsigned"
              + "|variant|volatile|wednesday");

  private static final Set<String> TYPED = Set.of("date", "time", "timestamp", "timestamptz");

  /** Those of them that are names where no constant follows. */
  private static final Set<String> TYPED_NAMES = Set.of("date", "time", "timestamp", "uuid");

  /** All words that the parser knows. */
  private static final Set<String> KEYWORDS =
      Set.copyOf(
          SqlParser.create("", SqlParser.config().withParserFactory(SqlBabelParserImpl.FACTORY))
              .getMetadata()
              .getTokens());

  /** The words that are not names behind AS. */
  private static final Set<String> NO_LABELS = Set.of("materialized", "not", "of");

  private Words() {}

  /** Whether an expression follows a word. */
  static boolean isBeforeExpression(String word) {
    return BEFORE_EXPRESSIONS.matcher(word).matches();
  }

  /** Whether a token begins constants, such as {@code DATE '…'}. */
  static boolean isTyped(String token) {
    return TYPED.contains(token.toLowerCase(Locale.ROOT));
  }

  /** Whether a word is a name though the parser keeps it for itself. */
  static boolean isPlain(String word, String before, Lookahead ahead, int end) {
    boolean isOperator =
        switch (word) {
          case "current" -> ahead.isBefore(end, "row");
          case "next" -> before.equalsIgnoreCase("fetch");
          case "unknown" -> before.equalsIgnoreCase("is") || before.equalsIgnoreCase("not");
          default -> false;
        };
    return NAMES.matcher(word).matches()
        && !isOperator
        && !before.isEmpty()
        && !ahead.isCalled(end);
  }

  /** Whether a word of the parser's stands behind AS as a name. */
  static boolean isLabel(String word, String before, boolean isInCast) {
    return before.equalsIgnoreCase("as")
        && !isInCast
        && !NO_LABELS.contains(word)
        && KEYWORDS.contains(word.toUpperCase(Locale.ROOT));
  }

  /** Whether a word that begins constants, such as {@code DATE '…'}, is a name here. */
  static boolean isTypedName(
      String word, String before, boolean isInCast, Lookahead ahead, int end) {
    boolean isType = isInCast && before.equalsIgnoreCase("as");
    return TYPED_NAMES.contains(word)
        && !isType
        && !ahead.isBefore(end, "'")
        && !ahead.isBefore(end, "with")
        && !ahead.isCalled(end);
  }
}
