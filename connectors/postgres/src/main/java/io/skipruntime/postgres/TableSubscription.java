package io.skipruntime.postgres;

import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of a table, and how far its data has come. All for the feed's thread, except for
 * {@link #callbacks}, {@link #loaded} and what never changes.
 *
 * <ul>
 *   <li>{@code aside} has the commits that came while the table is being read, in order
 *   <li>{@code unusable} has the rows that were rejected, since later changes may leave out values
 *       that are only there
 * </ul>
 */
final class TableSubscription {

  /** The stages of a subscription within the life of a connection. */
  enum Stage {
    /** Its data is to be read. */
    WANTED,
    /** Its data is being read; changes are put aside. */
    LOADING,
    /** Changes are delivered. */
    FOLLOWED,
    /** There is something wrong with the table, and its subscription has been told. */
    BROKEN
  }

  /** The changes of a commit. */
  record Aside(long lsn, TableChanges changes) {}

  private static final int MAX_UNUSABLE = 10_000;

  private final String instance;
  private final TableName name;
  private final Json params;
  private final Callbacks callbacks;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private Stage stage = Stage.WANTED;
  private @Nullable TableShape shape;
  private @Nullable RowMapping mapping;
  private final List<Aside> aside = new ArrayList<>();
  private final Map<Json, Row> unusable = new TreeMap<>();

  TableSubscription(String instance, TableName name, Json params, Callbacks callbacks) {
    this.instance = instance;
    this.name = name;
    this.params = params;
    this.callbacks = callbacks;
    if (callbacks.isLoaded()) {
      loaded.complete(null);
    }
  }

  /** What identifies the subscription. */
  String instance() {
    return instance;
  }

  TableName name() {
    return name;
  }

  Json params() {
    return params;
  }

  Callbacks callbacks() {
    return callbacks;
  }

  /** Completes with the first data. */
  CompletableFuture<Void> loaded() {
    return loaded;
  }

  Stage stage() {
    return stage;
  }

  void become(Stage next) {
    stage = next;
    aside.clear();
  }

  /** Notes how the table is read. */
  void map(TableShape newShape, RowMapping newMapping) {
    shape = newShape;
    mapping = newMapping;
  }

  /** The table as it was when it was mapped. */
  TableShape shape() {
    return Objects.requireNonNull(shape);
  }

  RowMapping mapping() {
    return Objects.requireNonNull(mapping);
  }

  /** What must stay the same for the mapping to be right. */
  String fingerprint() {
    return shape().fingerprint(mapping().columns()) + mapping().columns();
  }

  List<Aside> aside() {
    return aside;
  }

  /** Notes a row that was rejected; false if there are too many to note. */
  boolean noteUnusable(Json key, Row row) {
    return unusable.put(key, row) != null || unusable.size() <= MAX_UNUSABLE;
  }

  void forgetUnusable(Json key) {
    if (!unusable.isEmpty()) {
      unusable.remove(key);
    }
  }

  void forgetAllUnusable() {
    unusable.clear();
  }

  /** The row that is delivered or rejected under a key; null if there is none. */
  @Nullable Row current(Json key) {
    Row rejected = unusable.get(key);
    if (rejected != null) {
      return rejected;
    }
    List<?> values = callbacks.delivered(key);
    return values.isEmpty()
        ? null
        : new Row(mapping().cells(Json.from(values.getFirst())), key, null);
  }

  /** Ends it: there will be no data. */
  void fail(Throwable reason) {
    if (!loaded.completeExceptionally(reason)) {
      callbacks.error(reason);
    }
  }
}
