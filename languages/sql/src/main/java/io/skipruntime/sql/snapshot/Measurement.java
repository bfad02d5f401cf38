package io.skipruntime.sql.snapshot;

import io.skipruntime.sql.plan.Plan;
import java.util.IdentityHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows that each operation of a plan gave while the plan was run, the time that it took itself,
 * and the memory that it kept. Used by one thread.
 *
 * <ul>
 *   <li>Operations push their rows upwards, so that at any moment one of them works: time and
 *       memory since the last change are those of the one that worked until then.
 *   <li>What is within {@link Plan.Guarded} is not told apart: no rows are to be counted there.
 * </ul>
 */
public final class Measurement {

  /** The numbers of an operation. */
  public static final class Counts {
    private long rows;
    private long nanos;
    private long bytes;

    private Counts() {}

    /** How many rows it gave. */
    public long rows() {
      return rows;
    }

    /** How many nanoseconds it took, without those that it takes rows from. */
    public long nanos() {
      return nanos;
    }

    /** How many bytes it kept, by estimate. */
    public long bytes() {
      return bytes;
    }
  }

  private final IdentityHashMap<Plan, Counts> counts = new IdentityHashMap<>();
  private final LongSupplier keptBytes;
  private Counts working = new Counts();
  private long lastNanos = System.nanoTime();
  private long lastBytes;

  /**
   * A measurement that begins now.
   *
   * @param keptBytes how many bytes are kept so far
   */
  Measurement(LongSupplier keptBytes) {
    this.keptBytes = keptBytes;
  }

  /** The same plan, in which equal operations are different objects, so that each is counted. */
  public static Plan apart(Plan plan) {
    return switch (plan) {
      case Plan.Scan scan -> new Plan.Scan(scan.table());
      case Plan.Constants constants -> new Plan.Constants(constants.rows(), constants.types());
      case Plan.Guarded guarded ->
          new Plan.Guarded(guarded.table(), guarded.input(), guarded.values());
      default -> plan.with(plan.inputs().stream().map(Measurement::apart).toList());
    };
  }

  /** The numbers of an operation; null if it was not run. */
  public @Nullable Counts of(Plan plan) {
    return counts.get(plan);
  }

  /** Begins with an operation; gives the one that has worked until now. */
  Counts begin(Plan plan) {
    Counts above = working;
    change(counts.computeIfAbsent(plan, absent -> new Counts()));
    return above;
  }

  /** The way for the rows of the operation that works now to the one above. */
  RowSink sink(RowSink sink, Counts above) {
    Counts own = working;
    return row -> {
      own.rows++;
      change(above);
      sink.accept(row);
      change(own);
    };
  }

  /** Ends an operation. */
  void end(Counts above) {
    change(above);
  }

  private void change(Counts next) {
    long nanos = System.nanoTime();
    long bytes = keptBytes.getAsLong();
    working.nanos += nanos - lastNanos;
    working.bytes += bytes - lastBytes;
    lastNanos = nanos;
    lastBytes = bytes;
    working = next;
  }
}
