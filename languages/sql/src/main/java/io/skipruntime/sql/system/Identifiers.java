package io.skipruntime.sql.system;

import java.util.regex.Pattern;

/** Names as SQL writes them. */
final class Identifiers {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

  private Identifiers() {}

  /** A name as it is written, in quotes where it needs them. */
  static String quoted(String name) {
    return PLAIN.matcher(name).matches() ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
