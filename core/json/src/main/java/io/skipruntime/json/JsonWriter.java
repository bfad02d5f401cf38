package io.skipruntime.json;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer that JSON text in UTF-8 is appended to.
 *
 * <ul>
 *   <li>{@code buffer[0..size)} is the text so far
 *   <li>{@code separate} is true when the next value or name needs a comma before it
 *   <li>no byte below 0x20 is ever written by a value, so a text is always one line
 * </ul>
 *
 * <p>Values are written by their runtime class; {@link Codec} lists the classes. Equal values give
 * equal bytes: members are sorted by name, sets and maps are in canonical order. The caller is
 * responsible for calling the structural methods in a sensible order. Not safe for use by several
 * threads.
 */
public final class JsonWriter {

  private static final int INITIAL_BYTES = 256;
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;
  private static final int LONG_BYTES = 20;
  private static final int ESCAPE_BYTES = 6;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final double PLAIN_DOUBLE_MIN = 1e-3;
  private static final double PLAIN_DOUBLE_MAX = 1e7;

  private byte[] buffer;
  private int size;
  private boolean separate;

  /** A writer with an empty buffer. */
  public JsonWriter() {
    this(INITIAL_BYTES);
  }

  /** A writer with an empty buffer of the given capacity in bytes. */
  public JsonWriter(int capacity) {
    buffer = new byte[capacity];
  }

  /**
   * Appends a value of any supported class.
   *
   * @throws IllegalArgumentException for a value of another class, NaN, an infinity or a lone
   *     surrogate; what was appended before the offending part stays
   */
  public JsonWriter write(Object value) {
    if (value instanceof String text) {
      return write(text);
    }
    if (value instanceof Long number) {
      return write(number.longValue());
    }
    Form.of(value).write(this, value);
    return this;
  }

  /**
   * Appends a string.
   *
   * @throws IllegalArgumentException if it holds a lone surrogate
   */
  public JsonWriter write(String text) {
    beforeValue();
    appendQuoted(text);
    return this;
  }

  /** Appends a whole number. */
  public JsonWriter write(long value) {
    beforeValue();
    reserve(LONG_BYTES + 1);
    appendLong(value);
    return this;
  }

  /**
   * Appends a number by its shortest decimal text.
   *
   * @throws IllegalArgumentException for NaN and the infinities
   */
  public JsonWriter write(double value) {
    double magnitude = Math.abs(Numbers.finite(value));
    if (magnitude < Numbers.EXACT_DOUBLE_BOUND && (long) value == value) {
      return write((long) value);
    }
    if (magnitude >= PLAIN_DOUBLE_MIN && magnitude < PLAIN_DOUBLE_MAX) {
      return writeAscii(Double.toString(value));
    }
    return writeShortest(Numbers.decimal(value));
  }

  /** Appends a number with the scale that it has. */
  JsonWriter write(BigDecimal value) {
    return writeAscii(JsonNumber.text(value));
  }

  /** Appends a double or float, given by its shortest decimal text. */
  JsonWriter writeShortest(BigDecimal value) {
    return writeAscii(JsonNumber.shortestText(value.stripTrailingZeros()));
  }

  /** Appends a number as it was written. */
  JsonWriter write(JsonNumber value) {
    return value.isWrittenAsLong() ? write(value.asLong()) : writeAscii(value.toString());
  }

  /** Appends {@code true} or {@code false}. */
  public JsonWriter write(boolean value) {
    return writeAscii(value ? "true" : "false");
  }

  /** Appends {@code null}. */
  public JsonWriter writeNull() {
    return writeAscii("null");
  }

  /** Appends a value that is JSON text in UTF-8 already; the text is not checked. */
  public JsonWriter writeRaw(byte[] json) {
    beforeValue();
    append(json);
    return this;
  }

  /** Starts an array. */
  public JsonWriter beginArray() {
    return begin('[');
  }

  /** Ends an array. */
  public JsonWriter endArray() {
    return end(']');
  }

  /** Starts an object. */
  public JsonWriter beginObject() {
    return begin('{');
  }

  /** Ends an object. */
  public JsonWriter endObject() {
    return end('}');
  }

  /** Starts a member of the current object; its value must follow. */
  public JsonWriter name(String name) {
    beforeValue();
    appendQuoted(name);
    reserve(1);
    buffer[size++] = ':';
    separate = false;
    return this;
  }

  /**
   * Appends bytes that are not part of a JSON value, such as the field names and line ends of an
   * event stream; a value that follows is not separated from what came before them.
   */
  public JsonWriter frame(byte[] bytes) {
    append(bytes);
    separate = false;
    return this;
  }

  /** The number of bytes written since the last reset. */
  public int size() {
    return size;
  }

  /** Forgets what was written and keeps the buffer. */
  public void reset() {
    size = 0;
    separate = false;
  }

  /** A copy of the bytes written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** The buffer itself: {@link #size} bytes from 0 on, valid until the next call of a writer. */
  public byte[] array() {
    return buffer;
  }

  /**
   * Passes the bytes written on to {@code out}, without a copy.
   *
   * @throws IOException if {@code out} does
   */
  public void writeTo(OutputStream out) throws IOException {
    out.write(buffer, 0, size);
  }

  /** The text written. */
  @Override
  public String toString() {
    return new String(buffer, 0, size, StandardCharsets.UTF_8);
  }

  /** Appends bytes that begin or continue the current value; what follows is not separated. */
  void appendPart(byte[] bytes) {
    append(bytes);
    separate = false;
  }

  /** Appends bytes that end the current value. */
  void appendEnd(byte[] bytes) {
    append(bytes);
    separate = true;
  }

  void beforeValue() {
    if (separate) {
      reserve(1);
      buffer[size++] = ',';
    }
    separate = true;
  }

  private JsonWriter begin(char bracket) {
    beforeValue();
    reserve(1);
    buffer[size++] = (byte) bracket;
    separate = false;
    return this;
  }

  private JsonWriter end(char bracket) {
    reserve(1);
    buffer[size++] = (byte) bracket;
    separate = true;
    return this;
  }

  @SuppressWarnings("deprecation") // The copy of low bytes is what ASCII needs.
  private JsonWriter writeAscii(String text) {
    beforeValue();
    reserve(text.length());
    text.getBytes(0, text.length(), buffer, size);
    size += text.length();
    return this;
  }

  private void append(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  private void appendLong(long value) {
    if (value == Long.MIN_VALUE) {
      append(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
      return;
    }
    long rest = value;
    if (rest < 0) {
      buffer[size++] = '-';
      rest = -rest;
    }
    int digits = 1;
    for (long bound = 10; digits < LONG_BYTES - 1 && rest >= bound; bound *= 10) {
      digits++;
    }
    for (int i = size + digits - 1; i >= size; i--) {
      buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  private void appendQuoted(String text) {
    int length = text.length();
    reserve(length + 2);
    byte[] target = buffer;
    int at = size;
    target[at++] = '"';
    int i = 0;
    for (; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || c < 0x20 || c == '"' || c == '\\') {
        break;
      }
      target[at++] = (byte) c;
    }
    size = at;
    if (i < length) {
      appendOther(text, i);
    }
    reserve(1);
    buffer[size++] = '"';
  }

  /** Appends the characters of a string from {@code from} on, whatever they are. */
  private void appendOther(String text, int from) {
    int length = text.length();
    for (int i = from; i < length; i++) {
      reserve(ESCAPE_BYTES);
      char c = text.charAt(i);
      if (c < 0x80) {
        appendAsciiCharacter(c);
      } else if (c < 0x800) {
        buffer[size++] = (byte) (0xC0 | (c >> 6));
        buffer[size++] = trail(c, 0);
      } else if (!Character.isSurrogate(c)) {
        buffer[size++] = (byte) (0xE0 | (c >> 12));
        buffer[size++] = trail(c, 6);
        buffer[size++] = trail(c, 0);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        appendSupplementary(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        Utf8.requireWellFormed(text);
      }
    }
  }

  private void appendSupplementary(int c) {
    buffer[size++] = (byte) (0xF0 | (c >> 18));
    buffer[size++] = trail(c, 12);
    buffer[size++] = trail(c, 6);
    buffer[size++] = trail(c, 0);
  }

  private static byte trail(int codePoint, int shift) {
    return (byte) (0x80 | ((codePoint >> shift) & 0x3F));
  }

  private void appendAsciiCharacter(char c) {
    if (c >= 0x20 && c != '"' && c != '\\') {
      buffer[size++] = (byte) c;
      return;
    }
    int letter =
        switch (c) {
          case '"', '\\' -> c;
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          case '\b' -> 'b';
          case '\f' -> 'f';
          default -> 0;
        };
    if (letter == 0) {
      appendUnicodeEscape(c);
    } else {
      buffer[size++] = '\\';
      buffer[size++] = (byte) letter;
    }
  }

  private void appendUnicodeEscape(char c) {
    buffer[size++] = '\\';
    buffer[size++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      buffer[size++] = HEX[(c >> shift) & 0xF];
    }
  }

  private void reserve(int bytes) {
    if (bytes > buffer.length - size) {
      grow(bytes);
    }
  }

  private void grow(int bytes) {
    long needed = (long) size + bytes;
    if (needed > MAX_BYTES) {
      throw new IllegalStateException("JSON text of more than " + MAX_BYTES + " bytes");
    }
    long capacity = Math.max(needed, 2L * buffer.length);
    buffer = Arrays.copyOf(buffer, (int) Math.min(capacity, MAX_BYTES));
  }
}
