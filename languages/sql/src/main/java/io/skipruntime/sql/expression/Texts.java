package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions of text as PostgreSQL has them: places and lengths are those of code points. */
final class Texts {

  private static final int MOST_UNCOUNTED = 1_000_000;

  private Texts() {}

  static long length(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * A part of a text.
   *
   * @param from the place of the first character, from 1; may be before the text
   * @param count how many characters; null for all
   */
  static String part(String text, long from, @Nullable Long count) {
    if (count != null && count < 0) {
      throw SqlException.of("22011", "negative substring length not allowed");
    }
    int[] points = text.codePoints().toArray();
    long end = count == null ? points.length : Math.min(points.length, from - 1 + count);
    long start = Math.max(0, from - 1);
    return start >= end ? "" : new String(points, (int) start, (int) (end - start));
  }

  static long position(String part, String text) {
    int at = text.indexOf(part);
    return at < 0 ? 0 : text.codePointCount(0, at) + 1;
  }

  static String left(String text, long count) {
    return part(text, 1, count >= 0 ? count : Math.max(0, length(text) + count));
  }

  static String right(String text, long count) {
    long length = length(text);
    long from = count >= 0 ? Math.max(0, length - count) : Math.min(length, -count);
    return part(text, from + 1, null);
  }

  static String repeated(String text, long times) {
    Sizes.requireShort(Math.min(times, Sizes.MOST_CHARACTERS + 1L) * Math.max(1, text.length()));
    return text.repeat((int) Math.max(0, times));
  }

  static String padded(String text, long length, String with, boolean isLeft) {
    Sizes.requireShort(length);
    long missing = length - length(text);
    if (missing <= 0 || with.isEmpty()) {
      return left(text, Math.max(0, Math.min(length, length(text))));
    }
    long times = missing / length(with) + 1;
    String padding = left(with.repeat((int) times), missing);
    return isLeft ? padding + text : text + padding;
  }

  /** The text without the given characters at its ends. */
  static String trimmed(String text, String characters, boolean atStart, boolean atEnd) {
    int start = 0;
    int end = text.length();
    while (atStart && start < end && characters.indexOf(text.codePointAt(start)) >= 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (atEnd && end > start && characters.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  static String replaced(String text, String what, String by) {
    if (what.isEmpty()) {
      return text;
    }
    long growth = (long) by.length() - what.length();
    if (growth > 0 && text.length() + growth * (text.length() / what.length()) > MOST_UNCOUNTED) {
      long times = 0;
      for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length())) {
        times++;
      }
      Sizes.requireShort(text.length() + growth * times);
    }
    return text.replace(what, by);
  }

  static String reversed(String text) {
    int[] points = text.codePoints().toArray();
    StringBuilder reversed = new StringBuilder();
    for (int i = points.length - 1; i >= 0; i--) {
      reversed.appendCodePoint(points[i]);
    }
    return reversed.toString();
  }

  static String capitalised(String text) {
    StringBuilder result = new StringBuilder();
    boolean isInside = false;
    for (int point : text.codePoints().toArray()) {
      result.appendCodePoint(
          isInside ? Character.toLowerCase(point) : Character.toUpperCase(point));
      isInside = Character.isLetterOrDigit(point);
    }
    return result.toString();
  }

  static String splitPart(String text, String separator, long field) {
    if (field == 0) {
      throw SqlException.of("22023", "field position must not be zero");
    }
    if (separator.isEmpty()) {
      return field == 1 || field == -1 ? text : "";
    }
    String[] fields = text.split(Pattern.quote(separator), -1);
    long index = field > 0 ? field - 1 : fields.length + field;
    return index < 0 || index >= fields.length ? "" : fields[(int) index];
  }

  /** A text with each character of one text replaced by that of another, or left out. */
  static String translated(String text, String from, String to) {
    StringBuilder result = new StringBuilder();
    int[] by = to.codePoints().toArray();
    for (int point : text.codePoints().toArray()) {
      int at = from.indexOf(point);
      if (at < 0) {
        result.appendCodePoint(point);
      } else if (from.codePointCount(0, at) < by.length) {
        result.appendCodePoint(by[from.codePointCount(0, at)]);
      }
    }
    return result.toString();
  }

  static String overlaid(String text, String by, long from, long count) {
    return part(text, 1, Math.max(0, from - 1)) + by + part(text, from + count, null);
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The MD5 digest of a text as hexadecimal digits. */
  static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  static String character(long point) {
    boolean isCharacter =
        point > 0
            && point <= Character.MAX_CODE_POINT
            && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
    if (!isCharacter) {
      throw SqlException.of("54000", "requested character is not valid: " + point);
    }
    return Character.toString((int) point);
  }

  static long code(String text) {
    return text.isEmpty() ? 0 : text.codePointAt(0);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  /**
   * Whether a text is as a pattern of LIKE: {@code %} stands for any characters, {@code _} for one.
   * Takes time in proportion to the product of both lengths at most (the greedy match of wildcards
   * with one place to come back to).
   *
   * @param escape the character behind which a character stands for itself; empty for none
   */
  static boolean isLike(String text, String pattern, String escape) {
    int[] given = text.codePoints().toArray();
    Wildcards wildcards = Wildcards.of(pattern, escape);
    int at = 0;
    int place = 0;
    int star = -1;
    int resume = 0;
    while (at < given.length) {
      if (place < wildcards.size() && wildcards.isMany(place)) {
        star = place++;
        resume = at;
      } else if (place < wildcards.size() && wildcards.accepts(place, given[at])) {
        place++;
        at++;
      } else if (star >= 0) {
        place = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (place < wildcards.size() && wildcards.isMany(place)) {
      place++;
    }
    return place == wildcards.size();
  }

  /** A pattern of LIKE as code points, -1 for any one character and -2 for any number. */
  private record Wildcards(List<Integer> places) {
    static final int ONE = -1;
    static final int MANY = -2;

    static Wildcards of(String pattern, String escape) {
      List<Integer> places = new ArrayList<>();
      int[] points = pattern.codePoints().toArray();
      int escaping = escape.isEmpty() ? -1 : escape.codePointAt(0);
      for (int i = 0; i < points.length; i++) {
        if (points[i] == escaping) {
          if (++i == points.length) {
            throw SqlException.of("22025", "LIKE pattern must not end with escape character");
          }
          places.add(points[i]);
        } else {
          places.add(points[i] == '%' ? MANY : points[i] == '_' ? (Integer) ONE : points[i]);
        }
      }
      return new Wildcards(places);
    }

    int size() {
      return places.size();
    }

    boolean isMany(int place) {
      return places.get(place) == MANY;
    }

    boolean accepts(int place, int point) {
      return places.get(place) == ONE || places.get(place) == point;
    }
  }
}
