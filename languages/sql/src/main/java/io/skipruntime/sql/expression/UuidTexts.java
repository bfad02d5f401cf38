package io.skipruntime.sql.expression;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The texts of UUIDs that PostgreSQL takes: digits of any case, with a hyphen or none behind each
 * four of them, in braces or not.
 */
final class UuidTexts {

  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{4}(?:-?[0-9a-fA-F]{4}){7}");
  private static final int HALF = 16;
  private static final int RADIX = 16;

  private UuidTexts() {}

  /** The UUID that a text is; empty if it is none. */
  static Optional<UUID> parsed(String text) {
    boolean isInBraces = text.startsWith("{") && text.endsWith("}");
    String inner = isInBraces ? text.substring(1, text.length() - 1) : text;
    if (!DIGITS.matcher(inner).matches()) {
      return Optional.empty();
    }
    String digits = inner.replace("-", "");
    return Optional.of(
        new UUID(
            Long.parseUnsignedLong(digits.substring(0, HALF), RADIX),
            Long.parseUnsignedLong(digits.substring(HALF), RADIX)));
  }
}
