package io.skipruntime.jdbc;

import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SourceStatus;
import io.skipruntime.json.Json;
import io.skipruntime.json.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The way of one query's rows into a delivery. Rows that have no usable key or value, or the key of
 * another row of the same read, are rejected. For one read, and its thread.
 */
final class RowDelivery {

  /** More rows than these are not remembered; they are delivered again then, and found equal. */
  static final int MOST_RECENT = 10_000;

  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Callbacks callbacks;
  private final Delivery delivery;
  private final ContentDigest digest = new ContentDigest();
  private final KeysSeen keys = new KeysSeen();
  private final Map<Json, Json> recent = new TreeMap<>();
  private long count;
  private long estimate = -1;
  private long reported = System.nanoTime();
  private boolean hasPut;

  RowDelivery(Callbacks callbacks, Delivery delivery) {
    this.callbacks = callbacks;
    this.delivery = delivery;
  }

  /** Reports progress from now on. */
  void estimated(long rows) {
    estimate = rows;
    callbacks.report(new SourceStatus.Progress(0, rows));
  }

  /** Takes a row of a read of all rows. */
  void addToAll(RowMapping.Row row) {
    digest.add(row);
    put(row);
    count++;
    if (estimate >= 0 && System.nanoTime() - reported > REPORT_NANOS) {
      reported = System.nanoTime();
      callbacks.report(new SourceStatus.Progress(count, estimate));
    }
  }

  /**
   * Takes a row of a read from a watermark on.
   *
   * @param before the rows of the read before that
   */
  void addToRecent(RowMapping.Row row, Map<Json, Json> before) {
    Json shown = Json.array(row.value().map(List::of).orElse(List.of()));
    if (recent.size() < MOST_RECENT) {
      recent.put(row.key(), shown);
    }
    if (!shown.equals(before.get(row.key())) || row.problem().isPresent()) {
      put(row);
    }
  }

  private void put(RowMapping.Row row) {
    if (row.problem().isEmpty() && row.value().isEmpty()) {
      delete(row.key());
      return;
    }
    hasPut = true;
    Optional<String> problem = row.problem();
    if (problem.isEmpty() && !keys.add(digest.ofKey(row.key()))) {
      problem = Optional.of("several rows have this key");
    }
    if (problem.isPresent()) {
      delivery.reject(callbacks, row.key(), problem.get());
      return;
    }
    try {
      delivery.put(callbacks, row.key(), row.value().stream().toList());
    } catch (InvalidInputException e) {
      delivery.reject(callbacks, row.key(), problemsOf(e));
    }
  }

  private void delete(Json key) {
    hasPut = true;
    try {
      delivery.put(callbacks, key, List.of());
    } catch (InvalidInputException e) {
      delivery.reject(callbacks, key, problemsOf(e));
    }
  }

  private static String problemsOf(InvalidInputException failure) {
    return String.join(", ", failure.problems().stream().map(Problem::toString).toList());
  }

  /** Whether anything was given to the delivery. */
  boolean hasPut() {
    return hasPut;
  }

  /** The digest of all rows. */
  String contents() {
    return digest.text();
  }

  /** The rows of a read from a watermark on. */
  Map<Json, Json> recent() {
    return recent.size() < MOST_RECENT
        ? Collections.unmodifiableMap(new TreeMap<>(recent))
        : Map.of();
  }
}
