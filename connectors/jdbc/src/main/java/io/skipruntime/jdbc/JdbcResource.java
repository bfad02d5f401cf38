package io.skipruntime.jdbc;

import io.skipruntime.client.feed.TimeLimits;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A query whose rows are the entries of a collection, and the ways to read it.
 *
 * <p>The key of an entry is that of its key columns: the value of a single one; for several a JSON
 * array in their order, or an object if the resource is used with a record as key that is no tuple.
 * The value is a record, whose components are found among the columns by name; case and underscores
 * do not count, so that {@code unitPrice} is the column {@code UNIT_PRICE}. Used with a simple
 * type, such as {@code String}, the value is the only column beside the key; used with {@code
 * Json}, it is an object of all columns.
 *
 * <p>Without a {@linkplain #withWatermark watermark} each poll reads all rows. With one, a poll
 * reads the rows that are new or changed, and all rows only now and then.
 *
 * <p>Immutable; {@code with…} gives a resource that differs in one thing.
 */
public final class JdbcResource {

  private static final int FETCH_SIZE = 1_000;

  private final String sql;
  private final List<String> keyColumns;
  private final Values values;

  private JdbcResource(String sql, List<String> keyColumns, Values values) {
    this.sql = sql;
    this.keyColumns = keyColumns;
    this.values = values;
  }

  /**
   * A resource of a query.
   *
   * @param sql a {@code SELECT}, without a semicolon
   * @param keyColumns the columns that tell its rows apart, as they are called in its result; one
   *     at least
   */
  public static JdbcResource of(String sql, String... keyColumns) {
    if (keyColumns.length == 0) {
      throw new IllegalArgumentException("a query needs a key column");
    }
    return new JdbcResource(sql.strip(), List.of(keyColumns), new Values());
  }

  private JdbcResource changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new JdbcResource(sql, keyColumns, copy);
  }

  /**
   * With values for the query's question marks, computed from the parameters of the resource.
   * Without this, the resource has no parameters.
   *
   * @param arguments gives what {@code PreparedStatement.setObject} takes, in order; what it throws
   *     makes the subscription fail
   */
  public JdbcResource withArguments(Function<Json, ? extends List<?>> arguments) {
    return changed(copy -> copy.arguments = Optional.of(arguments));
  }

  /**
   * With a column that grows whenever a row is written, such as a time of the last change that a
   * trigger sets, or a number of a sequence. A poll then reads the rows from the last watermark on.
   * Rows without a watermark are seen when all rows are read.
   *
   * @param column its name in the query's result
   */
  public JdbcResource withWatermark(String column) {
    return changed(copy -> copy.watermark = Optional.of(column));
  }

  /**
   * With another time by which rows may be late: one that a transaction wrote with a watermark at
   * its beginning is not there until that commits, while rows with later watermarks are. It is the
   * longest time that a transaction takes; by default 5 seconds.
   */
  public JdbcResource withLateMillis(long millis) {
    return changed(copy -> copy.lateMillis = TimeLimits.option("lateMillis", millis));
  }

  /**
   * With another time from one reading of all rows to the next while there is a watermark; this is
   * how deleted rows are noticed. By default 10 minutes.
   */
  public JdbcResource withFullReadMillis(long millis) {
    return changed(copy -> copy.fullReadMillis = TimeLimits.option("fullReadMillis", millis));
  }

  /**
   * With a column that says that a row counts as deleted: by true, a number other than 0, or
   * anything else but null, such as the time of the deletion.
   *
   * @param column its name in the query's result
   */
  public JdbcResource withSoftDelete(String column) {
    return changed(copy -> copy.softDelete = Optional.of(column));
  }

  /**
   * With the time zone that dates with time of columns without zone are in: they are instants then.
   * Without this they are ISO text without zone.
   */
  public JdbcResource withZone(ZoneId zone) {
    return changed(copy -> copy.zone = Optional.of(zone));
  }

  /** With another number of rows that the driver gets at once, a hint to it; by default 1,000. */
  public JdbcResource withFetchSize(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("fetchSize must be at least 1: " + rows);
    }
    return changed(copy -> copy.fetchSize = rows);
  }

  /**
   * Without counting the rows before they are read for the first time, which the progress of
   * loading needs as estimate and which may take long.
   */
  public JdbcResource withoutEstimate() {
    return changed(copy -> copy.estimated = false);
  }

  /**
   * The values of the query's question marks.
   *
   * @throws IllegalArgumentException if there are parameters and the resource has none
   */
  List<?> arguments(Json params) {
    if (values.arguments.isPresent()) {
      return values.arguments.get().apply(params);
    }
    if (!(params instanceof JsonObject object && object.members().isEmpty())) {
      throw new IllegalArgumentException("the resource takes no parameters");
    }
    return List.of();
  }

  String sql() {
    return sql;
  }

  List<String> keyColumns() {
    return keyColumns;
  }

  Optional<String> watermark() {
    return values.watermark;
  }

  long lateMillis() {
    return values.lateMillis;
  }

  long fullReadMillis() {
    return values.fullReadMillis;
  }

  Optional<String> softDelete() {
    return values.softDelete;
  }

  Optional<ZoneId> zone() {
    return values.zone;
  }

  int fetchSize() {
    return values.fetchSize;
  }

  boolean isEstimated() {
    return values.estimated;
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private Optional<Function<Json, ? extends List<?>>> arguments = Optional.empty();
    private Optional<String> watermark = Optional.empty();
    private long lateMillis = 5_000;
    private long fullReadMillis = 600_000;
    private Optional<String> softDelete = Optional.empty();
    private Optional<ZoneId> zone = Optional.empty();
    private int fetchSize = FETCH_SIZE;
    private boolean estimated = true;

    Values() {}

    Values(Values other) {
      arguments = other.arguments;
      watermark = other.watermark;
      lateMillis = other.lateMillis;
      fullReadMillis = other.fullReadMillis;
      softDelete = other.softDelete;
      zone = other.zone;
      fetchSize = other.fetchSize;
      estimated = other.estimated;
    }
  }
}
