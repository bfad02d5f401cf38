package io.skipruntime.postgres;

/**
 * The name of a table in its schema, as the catalog has it.
 *
 * @param schema name of the schema
 * @param table name of the table
 */
record TableName(String schema, String table) {

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

  /** The name for SQL, both parts quoted if they have to be. */
  String sql() {
    return quoted(schema) + "." + quoted(table);
  }

  /** A name for SQL, quoted if it is not of lower-case letters, digits and underscores. */
  static String quoted(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text as a literal for SQL. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public String toString() {
    return sql();
  }
}
