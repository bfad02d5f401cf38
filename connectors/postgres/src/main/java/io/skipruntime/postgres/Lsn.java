package io.skipruntime.postgres;

import java.util.Locale;

/**
 * Positions in the log of a PostgreSQL server: numbers of 64 bits, written as two hexadecimal
 * numbers with a slash between them, such as {@code 16/B374D848}.
 */
final class Lsn {

  private static final int HALF = 32;
  private static final long LOW = 0xFFFF_FFFFL;
  private static final int HEXADECIMAL = 16;

  private Lsn() {}

  /**
   * The number of a written position.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static long parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1) {
      throw new IllegalArgumentException("not a log position: " + text);
    }
    return Long.parseLong(text.substring(0, slash), HEXADECIMAL) << HALF
        | Long.parseLong(text.substring(slash + 1), HEXADECIMAL);
  }

  /** The written form of a position. */
  static String text(long lsn) {
    return Long.toHexString(lsn >>> HALF).toUpperCase(Locale.ROOT)
        + "/"
        + Long.toHexString(lsn & LOW).toUpperCase(Locale.ROOT);
  }
}
