package io.skipruntime.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The texts of instants: {@code 2026-01-31T12:00:00.000000000Z}, always with nine digits after the
 * point, so that the order of the texts is that of the instants.
 *
 * <p>That holds for the years 0 to 9999, which have four digits, as RFC 3339 demands. Other
 * instants are refused. Texts with fewer digits, or with another offset, are read, too.
 */
final class InstantText {

  private static final int NANO_DIGITS = 9;
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder().appendInstant(NANO_DIGITS).toFormatter();

  private InstantText() {}

  static String of(Instant instant) {
    return FORMAT.format(instant);
  }

  /** The instant of a text; null if the text is none, or one of a year beyond the range. */
  static @Nullable Instant parse(String text) {
    try {
      Instant instant = Instant.parse(text);
      return isWithinRange(instant) ? instant : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Checks that an instant's text is in order with others.
   *
   * @throws IllegalArgumentException if its year is before 0 or after 9999
   */
  static void requireWithinRange(Instant instant) {
    if (!isWithinRange(instant)) {
      throw new IllegalArgumentException(
          "the instant " + instant + " is not within the years 0 to 9999");
    }
  }

  static boolean isWithinRange(Instant instant) {
    return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
  }
}
