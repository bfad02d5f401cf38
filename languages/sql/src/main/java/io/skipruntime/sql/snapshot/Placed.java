package io.skipruntime.sql.snapshot;

import io.skipruntime.json.CanonicalOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row with its place in an order. */
final class Placed implements Comparable<Placed> {
  final List<Object> position;
  final @Nullable Object[] row;

  Placed(List<Object> position, @Nullable Object[] row) {
    this.position = position;
    this.row = row;
  }

  /** Compares the places alone. */
  @Override
  public int compareTo(Placed other) {
    return CanonicalOrder.INSTANCE.compare(position, other.position);
  }
}
