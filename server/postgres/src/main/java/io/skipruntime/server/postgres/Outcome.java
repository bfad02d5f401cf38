package io.skipruntime.server.postgres;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a statement: rows, or that it was done. Immutable, except that its memory is given
 * back once.
 */
final class Outcome {

  private final List<Column> columns;
  private final List<@Nullable Object[]> rows;
  private final String tag;
  private @Nullable Runnable release;

  private Outcome(
      List<Column> columns, List<@Nullable Object[]> rows, String tag, @Nullable Runnable release) {
    this.columns = columns;
    this.rows = rows;
    this.tag = tag;
    this.release = release;
  }

  /** A statement without rows that was done. */
  static Outcome done(String tag) {
    return new Outcome(List.of(), List.of(), tag, null);
  }

  /** Rows whose memory is given back by a step. */
  static Outcome of(List<Column> columns, List<@Nullable Object[]> rows, Runnable release) {
    return new Outcome(List.copyOf(columns), rows, "SELECT", release);
  }

  /** Rows of one column of text. */
  static Outcome texts(String column, List<String> texts, String tag) {
    List<@Nullable Object[]> rows =
        texts.stream().map(each -> new @Nullable Object[] {each}).toList();
    return new Outcome(List.of(new Column(column, SqlType.TEXT, false)), rows, tag, null);
  }

  /** Some of the rows of another outcome. */
  static Outcome part(Outcome whole, int from, int to) {
    return new Outcome(whole.columns, whole.rows.subList(from, to), "FETCH", null);
  }

  /** The columns; none for a statement without rows. */
  List<Column> columns() {
    return columns;
  }

  /** The rows. */
  List<@Nullable Object[]> rows() {
    return rows;
  }

  /** The words that tell the client what was done. */
  String tag() {
    return tag;
  }

  /** Whether the number of rows is told, too. */
  boolean isOfRows() {
    return tag.equals("SELECT") || tag.equals("FETCH");
  }

  /** Gives back what the rows occupy; a second call does nothing. */
  void release() {
    Runnable step = release;
    release = null;
    if (step != null) {
      step.run();
    }
  }
}
