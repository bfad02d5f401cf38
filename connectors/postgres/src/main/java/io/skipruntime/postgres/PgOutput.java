package io.skipruntime.postgres;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the output plug-in {@code pgoutput}, protocol version 1, with values as text.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html">the
 *     formats of the messages</a>
 */
sealed interface PgOutput {

  /** The beginning of a transaction that has committed at {@code finalLsn}. */
  record Begin(long finalLsn) implements PgOutput {}

  /**
   * The end of a transaction.
   *
   * @param lsn position of the commit
   * @param endLsn position after the commit
   * @param micros time of the commit, in microseconds since 2000-01-01
   */
  record Commit(long lsn, long endLsn, long micros) implements PgOutput {}

  /** The columns that tuples of a relation have from here on. */
  record Relation(int id, TableName name, char identity, List<Column> columns)
      implements PgOutput {}

  /** A column of a relation: its name, and the number of its type. */
  record Column(String name, int type) {}

  /** A new row. */
  record Insert(int relation, Tuple row) implements PgOutput {}

  /**
   * A changed row.
   *
   * @param old the key before, or the whole row before; null if the key has not changed
   */
  record Update(int relation, @Nullable Tuple old, Tuple row) implements PgOutput {}

  /** A row that is gone: its key, or the whole row. */
  record Delete(int relation, Tuple old) implements PgOutput {}

  /** Relations that are empty from here on. */
  record Truncate(List<Integer> relations) implements PgOutput {}

  /** A message without data: an origin, a type, a message of a program. */
  record Other(char kind) implements PgOutput {}

  /**
   * The values of a row, by the columns of its relation.
   *
   * <ul>
   *   <li>a value is its text, null, or {@link #UNCHANGED}, the same object, if it was not sent
   *       since it is large and has not changed
   * </ul>
   */
  final class Tuple {

    /** The mark of a value that was not sent. It is compared by identity. */
    @SuppressWarnings("StringOperationCanBeSimplified") // an object of its own is what is needed
    static final String UNCHANGED = new String("unchanged");

    private final @Nullable String[] values;
    private final boolean isKeyOnly;

    private Tuple(@Nullable String[] values, boolean isKeyOnly) {
      this.values = values;
      this.isKeyOnly = isKeyOnly;
    }

    /** The value of a column. */
    @Nullable String value(int column) {
      return values[column];
    }

    /** Whether columns that are not of the identity were left out, as null. */
    boolean isKeyOnly() {
      return isKeyOnly;
    }
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static PgOutput parse(ByteBuffer in) {
    try {
      return read(in);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a message of pgoutput ends too early", e);
    }
  }

  private static PgOutput read(ByteBuffer in) {
    char kind = (char) in.get();
    return switch (kind) {
      case 'B' -> new Begin(in.getLong());
      case 'C' -> {
        in.get();
        yield new Commit(in.getLong(), in.getLong(), in.getLong());
      }
      case 'R' -> relation(in);
      case 'I' -> {
        int relation = in.getInt();
        expect(in, "N");
        yield new Insert(relation, tuple(in, false));
      }
      case 'U' -> update(in);
      case 'D' -> {
        int relation = in.getInt();
        char form = expect(in, "KO");
        yield new Delete(relation, tuple(in, form == 'K'));
      }
      case 'T' -> truncate(in);
      case 'O', 'Y', 'M' -> new Other(kind);
      default -> throw new IllegalArgumentException("an unknown message of pgoutput: " + kind);
    };
  }

  private static PgOutput relation(ByteBuffer in) {
    int id = in.getInt();
    String schema = string(in);
    TableName name = new TableName(schema.isEmpty() ? "pg_catalog" : schema, string(in));
    char identity = (char) in.get();
    int count = in.getShort();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      in.get();
      String column = string(in);
      columns.add(new Column(column, in.getInt()));
      in.getInt();
    }
    return new Relation(id, name, identity, List.copyOf(columns));
  }

  private static PgOutput update(ByteBuffer in) {
    int relation = in.getInt();
    char form = expect(in, "KON");
    if (form == 'N') {
      return new Update(relation, null, tuple(in, false));
    }
    Tuple old = tuple(in, form == 'K');
    expect(in, "N");
    return new Update(relation, old, tuple(in, false));
  }

  private static PgOutput truncate(ByteBuffer in) {
    int count = in.getInt();
    in.get();
    List<Integer> relations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      relations.add(in.getInt());
    }
    return new Truncate(List.copyOf(relations));
  }

  private static char expect(ByteBuffer in, String allowed) {
    char found = (char) in.get();
    if (allowed.indexOf(found) < 0) {
      throw new IllegalArgumentException("a message of pgoutput has " + found + " for " + allowed);
    }
    return found;
  }

  private static Tuple tuple(ByteBuffer in, boolean isKeyOnly) {
    int count = in.getShort();
    if (count < 0) {
      throw new IllegalArgumentException("a tuple of pgoutput has " + count + " columns");
    }
    @Nullable String[] values = new @Nullable String[count];
    for (int i = 0; i < count; i++) {
      char form = expect(in, "nut");
      values[i] =
          switch (form) {
            case 'n' -> null;
            case 'u' -> Tuple.UNCHANGED;
            default -> text(in);
          };
    }
    return new Tuple(values, isKeyOnly);
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a value of pgoutput has " + length + " bytes");
    }
    String text =
        new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }

  private static String string(ByteBuffer in) {
    int start = in.position();
    int end = start;
    while (in.get(end) != 0) {
      end++;
      if (end >= in.limit()) {
        throw new IllegalArgumentException("a name of pgoutput has no end");
      }
    }
    in.position(end + 1);
    return new String(in.array(), in.arrayOffset() + start, end - start, StandardCharsets.UTF_8);
  }
}
