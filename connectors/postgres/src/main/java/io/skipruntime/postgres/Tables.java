package io.skipruntime.postgres;

import io.skipruntime.SkipException;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.postgres.TableSubscription.Stage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The subscriptions as one connection sees them, and what the catalog says of their tables. For the
 * feed's thread.
 */
final class Tables {

  private final FeedState feed;
  private final PostgresOptions options;
  private final Catalog catalog;
  private final Types types;
  private final Preflight preflight;
  private List<TableSubscription> all = List.of();
  private Json fingerprints = Json.NULL;

  Tables(FeedState feed, PostgresOptions options, Catalog catalog, Types types)
      throws SQLException {
    this.feed = feed;
    this.options = options;
    this.catalog = catalog;
    this.types = types;
    this.preflight = new Preflight(catalog, options);
  }

  /** Forgets what an earlier connection found. */
  void begin() throws SQLException {
    all = feed.subscriptions();
    for (TableSubscription table : all) {
      table.become(Stage.WANTED);
      map(table);
    }
    keepWhatIsSubscribed(all);
    print();
  }

  /** Takes those that are mapped and still subscribed here: map may have had one polled instead. */
  private void keepWhatIsSubscribed(List<TableSubscription> mapped) {
    List<TableSubscription> now = feed.subscriptions();
    all = mapped.stream().filter(now::contains).toList();
  }

  /** Takes in which subscriptions there are now; whether there is a new one to read. */
  boolean refresh() throws SQLException {
    List<TableSubscription> now = feed.subscriptions();
    if (now.equals(all)) {
      return !in(Stage.WANTED).isEmpty();
    }
    for (TableSubscription table : now) {
      if (!all.contains(table)) {
        table.become(Stage.WANTED);
        map(table);
      }
    }
    keepWhatIsSubscribed(now);
    print();
    return !in(Stage.WANTED).isEmpty();
  }

  /** Notes the fingerprints of the tables that are followed now. */
  void print() {
    Map<String, Json> prints = new HashMap<>();
    for (TableSubscription table : in(Stage.FOLLOWED)) {
      prints.put(printName(table), Json.of(table.fingerprint()));
    }
    fingerprints = Json.object(prints);
  }

  /** What a subscription is called among those of a {@link Place}. */
  static String printName(TableSubscription table) {
    return table.name().toString() + table.params();
  }

  /** Finds out how a table is read, or tells its subscription why it cannot be. */
  private boolean map(TableSubscription table) throws SQLException {
    Optional<TableShape> shape = catalog.table(table.name(), options.publication());
    if (shape.isPresent() && !shape.get().isTable()) {
      feed.poll(table);
      return false;
    }
    List<String> missing = preflight.table(table.name(), shape);
    if (!missing.isEmpty()) {
      refuse(table, String.join("\n", missing));
      return false;
    }
    try {
      remap(table, shape.orElseThrow());
      return true;
    } catch (IllegalArgumentException e) {
      refuse(table, SourceException.messageOf(e));
      return false;
    }
  }

  private void remap(TableSubscription table, TableShape shape) throws SQLException {
    List<String> published = shape.membership().orElseThrow().columns();
    table.map(shape, RowMapping.of(shape, published, table.params(), types));
  }

  private void refuse(TableSubscription table, String reason) {
    table.become(Stage.BROKEN);
    if (!table.loaded().isDone()) {
      feed.forget(table);
    }
    table.fail(new SkipException(reason));
  }

  /** Takes in that the server has described a relation. */
  void described(TableName name) throws SQLException, SourceException {
    types.forgetAlterable();
    for (TableSubscription table : all) {
      if (table.name().equals(name) && table.stage() != Stage.BROKEN) {
        check(table);
      }
    }
  }

  /** Looks whether all tables are as they were. */
  void check() throws SQLException, SourceException {
    for (TableSubscription table : all) {
      if (table.stage() == Stage.FOLLOWED) {
        check(table);
      } else if (table.stage() == Stage.BROKEN && map(table)) {
        throw feed.reload(table.name() + " can be read again");
      }
    }
  }

  private void check(TableSubscription table) throws SQLException, SourceException {
    Optional<TableShape> now = catalog.table(table.name(), options.publication());
    String before = table.fingerprint();
    boolean isSame =
        now.isPresent()
            && (now.get().fingerprint(table.mapping().columns()) + table.mapping().columns())
                .equals(before);
    if (isSame && preflight.table(table.name(), now).isEmpty()) {
      remap(table, now.get());
      if (table.fingerprint().equals(before)) {
        return;
      }
    }
    throw feed.reload(table.name() + " was altered");
  }

  /** The subscriptions in a stage. */
  List<TableSubscription> in(Stage stage) {
    List<TableSubscription> found = new ArrayList<>();
    for (TableSubscription table : all) {
      if (table.stage() == stage) {
        found.add(table);
      }
    }
    return found;
  }

  /** Those whose changes are wanted, now or later. */
  List<TableSubscription> changing() {
    List<TableSubscription> found = in(Stage.FOLLOWED);
    found.addAll(in(Stage.LOADING));
    return found;
  }

  /** Whether a table that subscribers see is being read again. */
  boolean isReading() {
    return all.stream()
        .anyMatch(table ->
            table.loaded().isDone()
                && (table.stage() == Stage.WANTED || table.stage() == Stage.LOADING));
  }

  /** All subscriptions. */
  List<TableSubscription> all() {
    return all;
  }

  /** The fingerprints of the tables that are followed, as a {@link Place} has them. */
  Json fingerprints() {
    return fingerprints;
  }
}
