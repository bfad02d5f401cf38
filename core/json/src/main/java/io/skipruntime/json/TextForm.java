package io.skipruntime.json;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** A form that strings may have. */
public enum TextForm {
  /** A UUID. */
  UUID("UUID", "UUIDs") {
    @Override
    boolean accepts(String text) {
      try {
        return java.util.UUID.fromString(text).toString().equalsIgnoreCase(text);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  },
  /** A date with a time by ISO 8601, with an offset or without. */
  TIME("point in time", "points in time") {
    @Override
    boolean accepts(String text) {
      return isOf(DateTimeFormatter.ISO_DATE_TIME, text);
    }
  },
  /** A date with a time and its offset by ISO 8601. */
  INSTANT("point in time with an offset", "points in time with offsets") {
    @Override
    boolean accepts(String text) {
      return isOf(DateTimeFormatter.ISO_OFFSET_DATE_TIME, text);
    }
  },
  /** A date by ISO 8601. */
  DATE("date", "dates") {
    @Override
    boolean accepts(String text) {
      return isOf(DateTimeFormatter.ISO_LOCAL_DATE, text);
    }
  };

  private final String description;
  private final String plural;

  TextForm(String description, String plural) {
    this.description = description;
    this.plural = plural;
  }

  /** The form in a few words for messages. */
  String describe() {
    return description;
  }

  /** Several ones in a few words for messages. */
  String plural() {
    return plural;
  }

  /** Whether a string is of the form. */
  abstract boolean accepts(String text);

  private static boolean isOf(DateTimeFormatter format, String text) {
    try {
      var unused = format.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
