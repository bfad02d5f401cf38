package io.skipruntime.postgres;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code COPY … TO STDOUT} in the format {@code text}: values with a tab between two of
 * them, {@code \N} for null, and a backslash before what has another meaning.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS">the
 *     format</a>
 */
final class CopyRows {

  /** Stands for a value that is longer than is wanted. It is compared by identity. */
  @SuppressWarnings("StringOperationCanBeSimplified") // an object of its own is what is needed
  private static final String TOO_LONG = new String("too long");

  private CopyRows() {}

  /**
   * Passes a value on.
   *
   * @throws IllegalArgumentException if it was longer than was wanted
   */
  @SuppressWarnings("ReferenceEquality") // a text that says the same is another value
  static String notTooLong(String value) {
    if (value == TOO_LONG) {
      throw new IllegalArgumentException(
          "the value is larger than the largest commit that is held, withMaxCommitBytes");
    }
    return value;
  }

  /**
   * The values of a row.
   *
   * @param line in UTF-8, with or without the line feed
   * @param count of the columns
   * @param mostBytes how long a value may be; of a longer one, {@link #notTooLong} tells
   * @throws IllegalArgumentException if it has another number of values
   */
  static @Nullable String[] parse(byte[] line, int count, long mostBytes) {
    int end = line.length > 0 && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
    @Nullable String[] values = new @Nullable String[count];
    int start = 0;
    for (int i = 0; i < count; i++) {
      int stop = start;
      boolean isEscaped = false;
      while (stop < end && line[stop] != '\t') {
        isEscaped |= line[stop] == '\\';
        stop++;
      }
      if ((stop == end) != (i == count - 1)) {
        throw new IllegalArgumentException("a row of COPY has another number of columns");
      }
      values[i] =
          stop - start > mostBytes
              ? TOO_LONG
              : isEscaped ? unescaped(line, start, stop) : text(line, start, stop - start);
      start = stop + 1;
    }
    return values;
  }

  private static String text(byte[] bytes, int start, int length) {
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }

  private static @Nullable String unescaped(byte[] line, int start, int stop) {
    if (stop - start == 2 && line[start + 1] == 'N') {
      return null;
    }
    byte[] value = new byte[stop - start];
    int size = 0;
    for (int i = start; i < stop; i++) {
      byte next = line[i];
      if (next == '\\') {
        i++;
        next = special(line[i]);
      }
      value[size] = next;
      size++;
    }
    return text(value, 0, size);
  }

  private static byte special(byte escaped) {
    return switch (escaped) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0B;
      default -> escaped;
    };
  }
}
