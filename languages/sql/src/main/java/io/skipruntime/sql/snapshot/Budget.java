package io.skipruntime.sql.snapshot;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.sql.catalog.SqlException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time and memory that one query may take. It is used by one thread.
 *
 * <p>Memory is estimated: what is kept of a row counts by its cells and the length of its texts.
 */
public final class Budget implements LimitedWork.Limit {

  /**
   * How many rows are read between two looks at the clock: few, since an expression may take
   * milliseconds for each.
   */
  private static final int ROWS_BETWEEN = 64;

  private static final int BYTES_OF_ROW = 64;
  private static final int BYTES_OF_CELL = 32;

  private final long deadline;
  private final long millis;
  private final long mostBytes;
  private final BooleanSupplier isCancelled;
  private long rows;
  private long bytes;

  /**
   * A budget that begins now.
   *
   * @param millis how long the query may take
   * @param mostBytes how much memory it may keep, by estimate
   * @param isCancelled whether its result is not wanted any more
   */
  public Budget(long millis, long mostBytes, BooleanSupplier isCancelled) {
    this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    this.millis = millis;
    this.mostBytes = mostBytes;
    this.isCancelled = isCancelled;
  }

  /** Counts a row that was read or made. */
  void row() {
    if (++rows % ROWS_BETWEEN == 0) {
      check();
    }
  }

  @Override
  public void check() {
    if (isCancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw SqlException.of(SqlException.CANCELLED, "the query was cancelled");
    }
    if (System.nanoTime() - deadline > 0) {
      throw SqlException.of(SqlException.CANCELLED, "the query took longer than " + millis + " ms");
    }
  }

  /** Does work of the query, of which functions that may run for long ask whether it may go on. */
  public void within(Runnable work) {
    LimitedWork.Limit outer = LimitedWork.within(this);
    try {
      work.run();
    } finally {
      LimitedWork.within(outer);
    }
  }

  /** How much memory is kept, by estimate. */
  long keptBytes() {
    return bytes;
  }

  /** Counts a row that is kept. */
  public void keep(@Nullable Object[] row) {
    bytes += BYTES_OF_ROW + (long) BYTES_OF_CELL * row.length;
    for (Object cell : row) {
      count(cell);
    }
    requireRoom();
  }

  /** Counts what a cell refers to. */
  private void count(@Nullable Object cell) {
    switch (cell) {
      case String text -> bytes += 2L * text.length();
      case JsonString text -> bytes += 2L * text.value().length();
      case List<?> array -> array.forEach(this::countPart);
      case JsonArray array -> array.elements().forEach(this::countPart);
      case JsonObject object -> object.members().values().forEach(this::countPart);
      case null, default -> {
        // has the size of a cell
      }
    }
  }

  /** Counts a part of a cell; a document may have the same part very often. */
  private void countPart(Object part) {
    bytes += BYTES_OF_CELL;
    requireRoom();
    count(part);
  }

  private void requireRoom() {
    if (bytes > mostBytes) {
      throw SqlException.of(
          SqlException.OUT_OF_MEMORY,
          "the query needs more memory than " + mostBytes / 1_048_576 + " MiB");
    }
  }
}
