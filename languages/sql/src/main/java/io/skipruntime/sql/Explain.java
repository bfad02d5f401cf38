package io.skipruntime.sql;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statement {@code EXPLAIN [ANALYZE] [VERBOSE] query}, or {@code EXPLAIN (option, …) query}. Of
 * the options, {@code ANALYZE} and {@code FORMAT} count.
 *
 * @param isAnalyzed whether the query is run, and its rows are counted
 * @param isJson whether the answer is a document
 * @param query the query, with blanks in place of what stands before it, so that places in it are
 *     those of the statement
 */
record Explain(boolean isAnalyzed, boolean isJson, String query) {

  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?:\\s|--[^\\n]*+\\n|/\\*.*?\\*/)*+explain\\b(?<words>(?:\\s+(?:analyze|verbose)\\b)*+)"
              + "(?:\\s*\\((?<options>[^()]*+)\\))?\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern OPTION =
      Pattern.compile("\\s*([a-z_]+)\\s*('?[a-z0-9_]*'?)\\s*", Pattern.CASE_INSENSITIVE);

  /** The statement that a text is, if it is one. */
  static Optional<Explain> of(String text) {
    Matcher matcher = STATEMENT.matcher(text);
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    boolean isAnalyzed = matcher.group("words").toLowerCase(Locale.ROOT).contains("analyze");
    boolean isJson = false;
    String options = matcher.group("options") == null ? "" : matcher.group("options");
    for (String each : options.split(",", -1)) {
      Matcher option = OPTION.matcher(each);
      if (option.matches()) {
        String value = option.group(2).replace("'", "").toLowerCase(Locale.ROOT);
        switch (option.group(1).toLowerCase(Locale.ROOT)) {
          case "analyze" -> isAnalyzed = !value.matches("false|off|0");
          case "format" -> isJson = value.equals("json");
          default -> {}
        }
      }
    }
    String before = text.substring(0, matcher.end()).replaceAll("[^\\n]", " ");
    return Optional.of(new Explain(isAnalyzed, isJson, before + text.substring(matcher.end())));
  }
}
