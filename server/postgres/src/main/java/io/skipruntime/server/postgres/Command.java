package io.skipruntime.server.postgres;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement by what it asks for. Immutable.
 *
 * @param kind what it asks for
 * @param name what it names: a parameter, a savepoint, a prepared statement
 * @param rest what follows the name: a value, or the query
 */
record Command(Kind kind, String name, String rest) {

  /** The kinds of statements. */
  enum Kind {
    EMPTY,
    QUERY,
    EXPLAIN,
    SET,
    SHOW,
    RESET,
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO,
    DISCARD,
    DEALLOCATE,
    DECLARE,
    FETCH,
    CLOSE,
    NOTHING,
    WRITE
  }

  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  private static final Set<String> WRITING =
      Set.of(
          "alter",
          "analyze",
          "call",
          "cluster",
          "comment",
          "copy",
          "create",
          "delete",
          "do",
          "drop",
          "grant",
          "import",
          "insert",
          "listen",
          "lock",
          "merge",
          "notify",
          "prepare",
          "reassign",
          "refresh",
          "reindex",
          "revoke",
          "security",
          "truncate",
          "update",
          "vacuum");

  /** A form of statements: its kind, and the groups "name" and "rest" where there are such. */
  private record Form(Kind kind, Pattern pattern) {

    static Form of(Kind kind, String pattern) {
      return new Form(kind, Pattern.compile(pattern + "\\s*", FLAGS));
    }
  }

  private static final String NAME = "(?<name>\"[^\"]*+\"|[a-z_][a-z0-9_.$]*+)";

  private static final List<Form> FORMS =
      List.of(
          Form.of(Kind.EXPLAIN, "explain\\b(?<rest>.*)"),
          Form.of(Kind.BEGIN, "(?:begin|start\\s+transaction)\\b(?<rest>.*)"),
          Form.of(
              Kind.ROLLBACK_TO,
              "rollback\\s+(?:(?:work|transaction)\\s+)?to\\s+(?:savepoint\\s+)?" + NAME),
          Form.of(Kind.COMMIT, "(?:commit|end)\\b(?<rest>.*)"),
          Form.of(Kind.ROLLBACK, "(?:rollback|abort)\\b(?<rest>.*)"),
          Form.of(Kind.SAVEPOINT, "savepoint\\s+" + NAME),
          Form.of(Kind.RELEASE, "release\\s+(?:savepoint\\s+)?" + NAME),
          Form.of(Kind.DISCARD, "discard\\s+(?<name>all|plans|sequences|temp|temporary)"),
          Form.of(Kind.DEALLOCATE, "deallocate\\s+(?:prepare\\s+)?" + NAME),
          Form.of(Kind.NOTHING, "(?<name>unlisten)\\s+.*"),
          Form.of(
              Kind.DECLARE,
              "declare\\s+"
                  + NAME
                  + "\\s+(?:insensitive\\s+|asensitive\\s+|no\\s+scroll\\s+)*+cursor"
                  + "(?:\\s+without\\s+hold)?\\s+for\\s+(?<rest>.*)"),
          Form.of(
              Kind.FETCH,
              "fetch\\s+(?:forward\\s+)?(?<rest>all|next|[0-9]{1,9})?\\s*(?:from\\s+|in\\s+)?"
                  + NAME),
          Form.of(Kind.CLOSE, "close\\s+" + NAME),
          Form.of(Kind.RESET, "reset\\s+" + NAME),
          Form.of(
              Kind.SHOW,
              "show\\s+(?<name>transaction\\s+isolation\\s+level|time\\s+zone"
                  + "|session\\s+authorization|[a-z_][a-z0-9_.]*)"),
          Form.of(
              Kind.SET,
              "set\\s+(?:session\\s+|local\\s+)?(?:"
                  + "(?<time>time\\s+zone)\\s+(?<zone>.*)|(?<names>names)\\s+(?<encoding>.*)"
                  + "|(?:characteristics\\s+as\\s+)?(?<transaction>transaction)\\s+(?<mode>.*)"
                  + "|"
                  + NAME
                  + "\\s*(?:=|\\bto\\b)\\s*(?<rest>.*))"));

  /**
   * The command that a statement is. What is of no known form is a query, which is refused where it
   * is none.
   */
  static Command of(String statement) {
    String text = StatementText.withoutComments(statement).strip();
    if (text.isEmpty()) {
      return new Command(Kind.EMPTY, "", "");
    }
    for (Form form : FORMS) {
      Matcher matcher = form.pattern().matcher(text);
      if (matcher.matches()) {
        return form.kind() == Kind.SET
            ? set(matcher)
            : new Command(form.kind(), group(matcher, "name"), group(matcher, "rest"));
      }
    }
    String word = text.split("[^A-Za-z]", 2)[0].toLowerCase(Locale.ROOT);
    return WRITING.contains(word)
        ? new Command(Kind.WRITE, word.toUpperCase(Locale.ROOT), "")
        : new Command(Kind.QUERY, "", statement);
  }

  private static Command set(Matcher matcher) {
    if (matcher.group("time") != null) {
      return new Command(Kind.SET, "timezone", unquoted(group(matcher, "zone")));
    }
    if (matcher.group("names") != null) {
      return new Command(Kind.SET, "client_encoding", unquoted(group(matcher, "encoding")));
    }
    if (matcher.group("transaction") != null) {
      return new Command(Kind.SET, "", group(matcher, "mode"));
    }
    return new Command(Kind.SET, group(matcher, "name"), unquoted(group(matcher, "rest")));
  }

  /** The text of a group, empty if it is not there; a name in small letters unless it is quoted. */
  private static String group(Matcher matcher, String group) {
    if (!matcher.pattern().pattern().contains("(?<" + group + ">")) {
      return "";
    }
    String found = matcher.group(group);
    if (found == null) {
      return "";
    }
    String text = found.strip();
    if (!group.equals("name")) {
      return text;
    }
    return text.startsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  private static String unquoted(String value) {
    boolean isQuoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
    return isQuoted ? value.substring(1, value.length() - 1).replace("''", "'") : value;
  }
}
