package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import io.skipruntime.postgres.PgOutput.Relation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of a stream: from messages to what each commit changed in each table that is
 * subscribed. For one thread.
 *
 * <ul>
 *   <li>{@code changes} are those of the commit that is being sent; a commit of more than {@code
 *       maxBytes} has none, and {@code isTooLarge} instead
 *   <li>{@code relations} has what the server has said of each relation last, and {@code readers}
 *       how each subscription reads its tuples
 * </ul>
 */
final class Commits {

  /** The way from the columns of a relation to those of a subscription's mapping. */
  private static final class Reader {
    private final TableSubscription table;
    private final int[] places;

    Reader(TableSubscription table, int[] places) {
      this.table = table;
      this.places = places;
    }

    TableSubscription table() {
      return table;
    }

    /** The texts in the order of the mapping. */
    @Nullable String[] texts(PgOutput.Tuple tuple) {
      @Nullable String[] texts = new @Nullable String[places.length];
      for (int i = 0; i < places.length; i++) {
        texts[i] = tuple.value(places[i]);
      }
      return texts;
    }
  }

  private final long maxBytes;
  private final Map<Integer, Relation> relations = new HashMap<>();
  private final Map<Integer, List<Reader>> readers = new HashMap<>();
  private Map<TableSubscription, TableChanges> changes = new HashMap<>();
  private long bytes;
  private boolean isTooLarge;

  Commits(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Notes the columns that tuples of a relation have from here on. */
  void relation(Relation relation, List<TableSubscription> tables) {
    relations.put(relation.id(), relation);
    List<Reader> all = new ArrayList<>();
    for (TableSubscription table : tables) {
      if (table.name().equals(relation.name())) {
        all.add(new Reader(table, places(relation, table.mapping())));
      }
    }
    readers.put(relation.id(), all);
  }

  /** Notes which subscriptions there are from here on. */
  void subscriptions(List<TableSubscription> tables) {
    for (Relation relation : List.copyOf(relations.values())) {
      relation(relation, tables.stream().filter(table -> hasColumns(relation, table)).toList());
    }
  }

  /**
   * Whether a relation has the columns that a subscription reads. If not, it was altered since it
   * was described, and the server describes it again before its next row.
   */
  private static boolean hasColumns(Relation relation, TableSubscription table) {
    List<String> names = relation.columns().stream().map(PgOutput.Column::name).toList();
    return table.name().equals(relation.name()) && names.containsAll(table.mapping().columns());
  }

  private static int[] places(Relation relation, RowMapping mapping) {
    List<String> names = relation.columns().stream().map(PgOutput.Column::name).toList();
    int[] places = new int[mapping.columns().size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = names.indexOf(mapping.columns().get(i));
      if (places[i] < 0) {
        throw new IllegalArgumentException(
            "the stream of "
                + relation.name()
                + " does not have the column "
                + mapping.columns().get(i));
      }
    }
    return places;
  }

  /** Begins a commit. */
  void begin() {
    changes = new HashMap<>();
    bytes = 0;
    isTooLarge = false;
  }

  /** Adds a message of a commit, of some bytes. */
  void add(PgOutput message, int size) throws SQLException {
    bytes += size;
    if (bytes > maxBytes) {
      isTooLarge = true;
      changes.clear();
      return;
    }
    switch (message) {
      case PgOutput.Insert insert ->
          each(insert.relation(), reader -> put(reader, null, insert.row()));
      case PgOutput.Update update ->
          each(update.relation(), reader -> put(reader, update.old(), update.row()));
      case PgOutput.Delete delete ->
          each(delete.relation(), reader -> remove(reader, delete.old()));
      case PgOutput.Truncate truncate ->
          truncate.relations().forEach(id -> each(id, reader -> of(reader).truncate()));
      default -> {}
    }
  }

  private void each(int relation, Consumer<Reader> action) {
    readers.getOrDefault(relation, List.of()).forEach(action);
  }

  private TableChanges of(Reader reader) {
    return changes.computeIfAbsent(reader.table(), first -> new TableChanges());
  }

  private void put(Reader reader, PgOutput.@Nullable Tuple old, PgOutput.Tuple tuple) {
    RowMapping mapping = reader.table().mapping();
    @Nullable String[] texts = reader.texts(tuple);
    Row whole = null;
    Json base = null;
    if (old != null) {
      @Nullable String[] before = reader.texts(old);
      base = mapping.key(before);
      fillKey(texts, before, mapping, old.isKeyOnly());
      if (!old.isKeyOnly()) {
        whole = mapping.row(before, base);
      }
    }
    Json key = mapping.key(texts);
    Row row = mapping.row(texts, base == null ? key : base);
    if (!row.isComplete()) {
      row = row.withBaseTexts(mapping.keyTexts(old == null ? texts : reader.texts(old)));
    }
    of(reader).put(key, row, whole);
  }

  /** Takes what was not sent from the old row: all of it, or the key. */
  private static void fillKey(
      @Nullable String[] texts, @Nullable String[] before, RowMapping mapping, boolean isKeyOnly) {
    for (int i = 0; i < texts.length; i++) {
      boolean isKnown = !isKeyOnly || mapping.isKey(i);
      if (texts[i] == PgOutput.Tuple.UNCHANGED && isKnown) {
        texts[i] = before[i];
      }
    }
  }

  private void remove(Reader reader, PgOutput.Tuple old) {
    RowMapping mapping = reader.table().mapping();
    @Nullable String[] texts = reader.texts(old);
    Json key = mapping.key(texts);
    of(reader).remove(key, old.isKeyOnly() ? null : mapping.row(texts, key));
  }

  /** Whether the commit has more changes than may be held. */
  boolean isTooLarge() {
    return isTooLarge;
  }

  /** What the commit has changed; it is the caller's, and not held here any more. */
  Map<TableSubscription, TableChanges> takeChanges() {
    Map<TableSubscription, TableChanges> taken = changes;
    changes = new HashMap<>();
    taken.values().forEach(TableChanges::end);
    return taken;
  }
}
