package io.skipruntime.server.postgres;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlType;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement with the values of its parameters, and what of its rows the client has not taken yet.
 * Used by one thread.
 *
 * <ul>
 *   <li>{@code result} is null until the statement has run.
 *   <li>The rows before {@code next} have been sent.
 * </ul>
 */
final class Portal {

  private final Session.Running statement;
  private final List<Integer> formats;
  private final Runnable release;
  private @Nullable Outcome result;
  private int next;

  /**
   * A portal.
   *
   * @param statement runs the statement
   * @param formats the form of each column, or one for all, or none for text
   * @param release gives back what the statement and the values occupy
   */
  Portal(Session.Running statement, List<Integer> formats, Runnable release) {
    this.statement = statement;
    this.release = release;
    this.formats = List.copyOf(formats);
  }

  /** The columns of the rows; empty for a statement without rows. */
  List<Column> columns() throws Exception {
    Outcome outcome = result;
    return outcome == null ? statement.columns() : outcome.columns();
  }

  /** What the statement gave, which runs now if it has not run. */
  Outcome result() throws Exception {
    Outcome outcome = result;
    if (outcome == null) {
      outcome = statement.run();
      try {
        requireFormats(outcome.columns());
      } catch (Failure e) {
        outcome.release();
        throw e;
      }
      result = outcome;
    }
    return outcome;
  }

  private void requireFormats(List<Column> columns) {
    if (formats.size() > 1 && formats.size() != columns.size()) {
      throw Failure.of(
          Failure.PROTOCOL,
          "there are " + formats.size() + " formats for " + columns.size() + " columns");
    }
  }

  private boolean isBinary(int column) {
    return !formats.isEmpty() && formats.get(formats.size() == 1 ? 0 : column) == 1;
  }

  /** Describes the columns. */
  void describe(MessageWriter output) throws Exception {
    List<Column> columns = columns();
    requireFormats(columns);
    describe(columns, this::isBinary, output);
  }

  /** The forms of columns. */
  @FunctionalInterface
  interface Formats {
    boolean isBinary(int column);
  }

  /** Describes columns. */
  static void describe(List<Column> columns, Formats formats, MessageWriter output)
      throws IOException {
    if (columns.isEmpty()) {
      output.message('n');
      return;
    }
    output.message(
        'T',
        fields -> {
          fields.half(columns.size());
          for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            fields.text(column.name());
            fields.number(0);
            fields.half(0);
            fields.number(column.type().oid());
            fields.half(size(column.type()));
            fields.number(-1);
            fields.half(formats.isBinary(i) ? 1 : 0);
          }
        });
  }

  private static int size(SqlType type) {
    return switch (type) {
      case BOOLEAN -> 1;
      case INTEGER, DATE -> Integer.BYTES;
      case BIGINT, DOUBLE, TIMESTAMP, TIMESTAMPTZ -> Long.BYTES;
      case UUID -> 2 * Long.BYTES;
      default -> -1;
    };
  }

  /**
   * Sends rows, and then that the statement is complete or has more.
   *
   * @param most how many rows; 0 for all
   */
  void send(int most, MessageWriter output) throws Exception {
    Outcome outcome = result();
    List<@Nullable Object[]> rows = outcome.rows();
    int first = next;
    int end = most <= 0 ? rows.size() : (int) Math.min(rows.size(), (long) next + most);
    while (next < end) {
      send(rows.get(next++), outcome.columns(), output);
    }
    if (most > 0 && next - first == most && next < rows.size()) {
      output.message('s');
      return;
    }
    String tag = outcome.isOfRows() ? outcome.tag() + " " + (next - first) : outcome.tag();
    if (tag.isEmpty()) {
      output.message('I');
    } else {
      output.message('C', fields -> fields.text(tag));
    }
  }

  private void send(@Nullable Object[] row, List<Column> columns, MessageWriter output)
      throws IOException {
    output.message(
        'D',
        fields -> {
          fields.half(row.length);
          for (int i = 0; i < row.length; i++) {
            Object value = row[i];
            if (value == null) {
              fields.number(-1);
            } else {
              byte[] bytes = WireFormat.encoded(value, columns.get(i).type(), isBinary(i));
              fields.number(bytes.length);
              fields.bytes(bytes);
            }
          }
        });
  }

  /** Gives back what the portal occupies. */
  void close() {
    release.run();
    Outcome outcome = result;
    if (outcome != null) {
      outcome.release();
    }
  }
}
