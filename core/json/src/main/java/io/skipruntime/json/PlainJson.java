package io.skipruntime.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of one JSON value from UTF-8 that has nothing unusual in it: no escapes, no numbers of
 * many digits or with exponents, no objects of many members that are not sorted. It takes a third
 * of the time of {@link JsonReader} for a small value. What it reads, that one reads as the same;
 * at whatever else it comes to, an error too, it gives up, and that one reads the text from its
 * beginning.
 *
 * <ul>
 *   <li>{@code position} is that of the next byte.
 *   <li>{@code depth} is how many arrays and objects are around that.
 *   <li>{@code isUtf8} says whether all bytes are known to be UTF-8, which is looked at when one
 *       comes that is not ASCII.
 *   <li>{@code names} are names that were met lately, each at a place that its bytes decide.
 *       Threads share them without an order, which strings allow: one that another name has
 *       replaced is made again.
 * </ul>
 */
final class PlainJson {

  /** No byte, and not the end. */
  private static final int WRONG = -2;

  private static final int MOST_WHOLE_DIGITS = 18;
  private static final int MOST_DIGITS = 100;
  private static final int MOST_UNSORTED = 16;
  private static final int FEW = 8;
  private static final int REMEMBERED_NAMES = 1 << 10;
  private static final int LONGEST_REMEMBERED = 32;
  private static final int MULTIPLIER = 31;

  private static final @Nullable String[] NAMES = new @Nullable String[REMEMBERED_NAMES];

  private final byte[] utf8;
  private final int maxDepth;
  private int position;
  private int depth;
  private boolean isUtf8;

  private PlainJson(byte[] utf8, int maxDepth) {
    this.utf8 = utf8;
    this.maxDepth = maxDepth;
  }

  /** The value; null if there is anything unusual. */
  static @Nullable Json read(byte[] utf8, int maxDepth) {
    PlainJson reader = new PlainJson(utf8, maxDepth);
    Json value = reader.value(reader.token());
    return value != null && reader.token() < 0 ? value : null;
  }

  /** Goes past white space, and gives the byte that follows; −1 at the end. */
  private int token() {
    while (position < utf8.length) {
      byte next = utf8[position];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next & 0xFF;
      }
      position++;
    }
    return -1;
  }

  private @Nullable Json value(int token) {
    return switch (token) {
      case '"' -> string();
      case '{' -> object();
      case '[' -> array();
      case 't' -> word("true", Json.of(true));
      case 'f' -> word("false", Json.of(false));
      case 'n' -> word("null", Json.NULL);
      case WRONG -> null;
      default -> number();
    };
  }

  private @Nullable Json word(String word, Json value) {
    int end = position + word.length();
    if (end > utf8.length) {
      return null;
    }
    for (int i = 0; i < word.length(); i++) {
      if (utf8[position + i] != word.charAt(i)) {
        return null;
      }
    }
    position = end;
    return value;
  }

  private @Nullable Json number() {
    int begin = position;
    int at = begin < utf8.length && utf8[begin] == '-' ? begin + 1 : begin;
    int first = at;
    long whole = 0;
    for (; at < utf8.length && isDigit(utf8[at]) && at - first <= MOST_WHOLE_DIGITS; at++) {
      whole = whole * 10 + (utf8[at] - '0');
    }
    int digits = at - first;
    if (digits == 0 || digits > MOST_WHOLE_DIGITS || (digits > 1 && utf8[first] == '0')) {
      return null;
    }
    position = at;
    if (at < utf8.length && utf8[at] == '.') {
      return decimal(begin);
    }
    if (at < utf8.length && (utf8[at] == 'e' || utf8[at] == 'E')) {
      return null;
    }
    return Json.of(first == begin ? whole : -whole);
  }

  /** The number that begins there, of which the position is that of the point. */
  private @Nullable Json decimal(int begin) {
    int point = position;
    int at = point + 1;
    while (at < utf8.length && isDigit(utf8[at])) {
      at++;
    }
    boolean hasExponent = at < utf8.length && (utf8[at] == 'e' || utf8[at] == 'E');
    if (at == point + 1 || at - begin > MOST_DIGITS || hasExponent) {
      return null;
    }
    position = at;
    BigDecimal value = new BigDecimal(ascii(begin, at));
    return value.signum() == 0 && utf8[begin] == '-' ? Json.of(0) : Json.of(value);
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private @Nullable Json string() {
    String text = text(false);
    return text == null ? null : new JsonString(text);
  }

  /** The string that begins at the position. */
  private @Nullable String text(boolean isName) {
    int begin = position + 1;
    int at = begin;
    int hash = 0;
    boolean isAscii = true;
    for (; at < utf8.length && utf8[at] != '"'; at++) {
      byte next = utf8[at];
      if (next < ' ') {
        if (next >= 0 || !isUtf8()) {
          return null;
        }
        isAscii = false;
      } else if (next == '\\') {
        return null;
      }
      hash = MULTIPLIER * hash + next;
    }
    if (at == utf8.length) {
      return null;
    }
    position = at + 1;
    if (isName && isAscii && at - begin <= LONGEST_REMEMBERED) {
      return name(begin, at, hash);
    }
    return isAscii ? ascii(begin, at) : new String(utf8, begin, at - begin, StandardCharsets.UTF_8);
  }

  private boolean isUtf8() {
    isUtf8 = isUtf8 || Utf8.firstInvalid(utf8) < 0;
    return isUtf8;
  }

  private String ascii(int from, int to) {
    return new String(utf8, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String name(int from, int to, int hash) {
    int place = (hash ^ hash >>> 16) & (REMEMBERED_NAMES - 1);
    String known = NAMES[place];
    if (known != null && isText(known, from, to)) {
      return known;
    }
    String name = ascii(from, to);
    NAMES[place] = name;
    return name;
  }

  private boolean isText(String text, int from, int to) {
    if (text.length() != to - from) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != utf8[from + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * After an element or a member: the token of the next one, {@code end} if there is none, or
   * {@link #WRONG} if neither follows.
   */
  private int following(int end) {
    int after = token();
    if (after == end) {
      return end;
    }
    if (after != ',') {
      return WRONG;
    }
    position++;
    int next = token();
    return next == end ? WRONG : next;
  }

  private @Nullable Json array() {
    if (++depth > maxDepth) {
      return null;
    }
    position++;
    List<Json> elements = new ArrayList<>();
    int next = token();
    while (next != ']') {
      Json element = value(next);
      if (element == null) {
        return null;
      }
      elements.add(element);
      next = following(']');
    }
    position++;
    depth--;
    return new JsonArray(elements);
  }

  private @Nullable Json object() {
    if (++depth > maxDepth) {
      return null;
    }
    position++;
    String[] names = new String[FEW];
    Json[] values = new Json[FEW];
    int count = 0;
    boolean isSorted = true;
    int next = token();
    while (next != '}') {
      String name = next == '"' ? text(true) : null;
      if (name == null || token() != ':') {
        return null;
      }
      position++;
      Json value = value(token());
      if (value == null) {
        return null;
      }
      if (count == names.length) {
        names = Arrays.copyOf(names, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
      }
      isSorted &= count == 0 || CodePointOrder.compare(names[count - 1], name) < 0;
      names[count] = name;
      values[count++] = value;
      next = following('}');
    }
    position++;
    depth--;
    return isSorted || sort(names, values, count)
        ? JsonObject.sorted(Arrays.copyOf(names, count), Arrays.copyOf(values, count))
        : null;
  }

  /** Sorts members by their names; false if they are too many, or two have one name. */
  private static boolean sort(String[] names, Json[] values, int count) {
    if (count > MOST_UNSORTED) {
      return false;
    }
    for (int i = 1; i < count; i++) {
      String name = names[i];
      Json value = values[i];
      int at = i;
      for (; at > 0; at--) {
        int order = CodePointOrder.compare(names[at - 1], name);
        if (order == 0) {
          return false;
        }
        if (order < 0) {
          break;
        }
        names[at] = names[at - 1];
        values[at] = values[at - 1];
      }
      names[at] = name;
      values[at] = value;
    }
    return true;
  }
}
