package io.skipruntime.server.request;

import io.skipruntime.server.problem.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder of the parts of an address, as bodies are decoded: its bytes, sent as they are or after
 * a percent sign (RFC 3986, 2.1), are UTF-8. A parameter ends with an ampersand alone, and in a
 * query a plus sign stands for a space, as in the standard for addresses of browsers
 * (application/x-www-form-urlencoded in the URL standard, 5.1); a semicolon is a character.
 */
public final class AddressText {

  private static final int HEX = 16;
  private static final int MOST_LATIN = 0xff;

  private AddressText() {}

  /**
   * A segment of a path.
   *
   * @param segment the segment as it was sent, each byte a character
   * @throws RefusedException if a percent sign has no two hex digits after it, or the bytes are not
   *     UTF-8
   */
  public static String segment(String segment) {
    return decode(segment, 0, segment.length(), false);
  }

  /**
   * The parameters of a query by name; the value of one without an equals sign is empty.
   *
   * @param query what follows the question mark, each byte a character
   * @throws RefusedException as {@link #segment} does
   */
  public static Parameters parameters(String query) {
    List<Parameters.Parameter> parameters = new ArrayList<>();
    int start = 0;
    while (start <= query.length()) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      int equals = query.indexOf('=', start);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      if (end > start) {
        parameters.add(
            new Parameters.Parameter(
                decode(query, start, nameEnd, true),
                decode(query, Math.min(nameEnd + 1, end), end, true)));
      }
      start = end + 1;
    }
    return new Parameters(parameters);
  }

  private static String decode(String text, int from, int to, boolean isQuery) {
    if (isPlain(text, from, to, isQuery)) {
      return text.substring(from, to);
    }
    ByteBuffer bytes = ByteBuffer.allocate(to - from);
    for (int i = from; i < to; i++) {
      char each = text.charAt(i);
      if (each == '%') {
        bytes.put((byte) (HEX * digit(text, i + 1, to) + digit(text, i + 2, to)));
        i += 2;
      } else if (each == '+' && isQuery) {
        bytes.put((byte) ' ');
      } else if (each <= MOST_LATIN) {
        bytes.put((byte) each);
      } else {
        throw notUtf8();
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(bytes.flip())
          .toString();
    } catch (CharacterCodingException e) {
      throw notUtf8();
    }
  }

  private static boolean isPlain(String text, int from, int to, boolean isQuery) {
    for (int i = from; i < to; i++) {
      char each = text.charAt(i);
      if (each == '%' || each >= 0x80 || (each == '+' && isQuery)) {
        return false;
      }
    }
    return true;
  }

  private static int digit(String text, int at, int to) {
    int digit = at < to && text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), HEX) : -1;
    if (digit < 0) {
      throw new RefusedException(
          400,
          "malformed-request",
          "the address has a percent sign that two hex digits do not follow");
    }
    return digit;
  }

  private static RefusedException notUtf8() {
    return new RefusedException(
        400, "invalid-utf8", "the address has bytes that are not UTF-8, as they are or after %");
  }
}
