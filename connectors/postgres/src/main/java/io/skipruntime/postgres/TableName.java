package io.skipruntime.postgres;

import java.util.Set;

/**
 * The name of a table in its schema, as the catalog has it.
 *
 * @param schema name of the schema
 * @param table name of the table
 */
record TableName(String schema, String table) {

  /** The words of PostgreSQL that are no names without quotes. */
  private static final Set<String> RESERVED =
      Set.of(
          """
          all analyse analyze and any array as asc asymmetric authorization binary both \
          case cast check collate collation column concurrently constraint create cross \
          current_catalog current_date current_role current_schema current_time \
          current_timestamp current_user default deferrable desc distinct do else end \
          except false fetch for foreign freeze from full grant group having ilike in \
          initially inner intersect into is isnull join lateral leading left like limit \
          localtime localtimestamp natural not notnull null offset on only or order \
          outer overlaps placing primary references returning right select session_user \
          similar some symmetric system_user table tablesample then to trailing true \
          union unique user using variadic verbose when where window with\
          """
              .split(" "));

  /**
   * Parses {@code schema.table} or {@code table}, which is in {@code public}. Each part may be in
   * double quotes, and a double quote in it is doubled then, as in SQL. A part without quotes is
   * taken as it is written.
   *
   * @throws IllegalArgumentException if {@code text} is no such name
   */
  static TableName parse(String text) {
    StringBuilder first = new StringBuilder();
    int end = part(text, 0, first);
    if (end == text.length()) {
      return new TableName("public", first.toString());
    }
    StringBuilder second = new StringBuilder();
    if (text.charAt(end) != '.' || part(text, end + 1, second) != text.length()) {
      throw malformed(text);
    }
    return new TableName(first.toString(), second.toString());
  }

  private static int part(String text, int start, StringBuilder out) {
    int at = start;
    if (at < text.length() && text.charAt(at) == '"') {
      for (at++; at < text.length(); at++) {
        if (text.charAt(at) != '"') {
          out.append(text.charAt(at));
        } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
          out.append('"');
          at++;
        } else {
          return at + 1;
        }
      }
      throw malformed(text);
    }
    while (at < text.length() && text.charAt(at) != '.') {
      out.append(text.charAt(at));
      at++;
    }
    if (at == start) {
      throw malformed(text);
    }
    return at;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "a table is named schema.table, with double quotes where needed; this is " + text);
  }

  /** The name for SQL that is sent. */
  String sql() {
    return identifier(schema) + "." + identifier(table);
  }

  /** A name for SQL that is sent: what it is without quotes, SQL may take for a word of its own. */
  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A name for SQL that people read, in quotes if it needs them. */
  static String quoted(String name) {
    boolean isPlain = name.matches("[a-z_][a-z0-9_]*") && !RESERVED.contains(name);
    return isPlain ? name : identifier(name);
  }

  /** A text as a literal for SQL. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public String toString() {
    return quoted(schema) + "." + quoted(table);
  }
}
