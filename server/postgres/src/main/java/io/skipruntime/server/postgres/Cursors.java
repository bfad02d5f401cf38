package io.skipruntime.server.postgres;

import io.skipruntime.sql.catalog.Column;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The cursors of a session, by their names. Used by one thread. */
final class Cursors {

  private static final int MOST = 100;

  /** The rows of a cursor, and how many of them have been taken. */
  private static final class Cursor {
    private final Outcome rows;
    private int next;

    Cursor(Outcome rows) {
      this.rows = rows;
    }
  }

  private final Map<String, Cursor> cursors = new HashMap<>();

  /** Opens a cursor. */
  void declare(String name, Outcome rows) {
    if (cursors.containsKey(name) || cursors.size() == MOST) {
      rows.release();
      throw cursors.containsKey(name)
          ? Failure.of("42P03", "cursor \"" + name + "\" already exists")
          : Failure.of("53000", "a transaction may have " + MOST + " cursors");
    }
    cursors.put(name, new Cursor(rows));
  }

  private Cursor cursor(String name) {
    Cursor cursor = cursors.get(name);
    if (cursor == null) {
      throw Failure.of("34000", "cursor \"" + name + "\" does not exist");
    }
    return cursor;
  }

  /** The columns of a cursor. */
  List<Column> columns(String name) {
    return cursor(name).rows.columns();
  }

  /** The next rows of a cursor. */
  Outcome fetched(Command fetch) {
    Cursor cursor = cursor(fetch.name());
    int from = cursor.next;
    int size = cursor.rows.rows().size();
    int count =
        switch (fetch.rest().toLowerCase(Locale.ROOT)) {
          case "all" -> size;
          case "", "next" -> 1;
          default -> Integer.parseInt(fetch.rest());
        };
    cursor.next = (int) Math.min(size, (long) from + count);
    return Outcome.part(cursor.rows, from, cursor.next);
  }

  /** Closes a cursor, or all of them. */
  Outcome closed(String name) {
    if (name.equals("all")) {
      closeAll();
    } else {
      cursor(name).rows.release();
      cursors.remove(name);
    }
    return Outcome.done("CLOSE CURSOR");
  }

  /** Closes all cursors. */
  void closeAll() {
    cursors.values().forEach(each -> each.rows.release());
    cursors.clear();
  }
}
