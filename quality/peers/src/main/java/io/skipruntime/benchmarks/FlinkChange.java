package io.skipruntime.benchmarks;

/**
 * A write, and what becomes of it on its way through a job of Flink; its public fields are what
 * Flink serializes without Kryo.
 */
public final class FlinkChange {

  /** What is changed: an entry by a write, or what an earlier step says to a later one. */
  public boolean isOfTarget;

  /** Whether a row no longer refers to {@link #reference}. */
  public boolean isRemoval;

  /** The key of the entry, or of a result. */
  public long key;

  /** What a row refers to, or the group of a value. */
  public long reference;

  /** The value of the entry, or of a result. */
  public long value;

  /** The value that was in its place. */
  public long before;

  /** Whether there was one. */
  public boolean hasBefore;

  /** Whether nothing comes after it of what was written together. */
  public boolean isLast;

  /** For Flink. */
  public FlinkChange() {}

  static FlinkChange of(Write write, boolean isLast) {
    FlinkChange change = new FlinkChange();
    change.isOfTarget = write.isOfTarget();
    change.key = write.key();
    change.reference = write.reference();
    change.value = write.value();
    change.isLast = isLast;
    return change;
  }

  static FlinkChange result(long key, long value, boolean isLast) {
    return of(Write.of(key, value), isLast);
  }

  /** The same with another value. */
  FlinkChange withValue(long changed) {
    FlinkChange change = of(new Write(isOfTarget, key, reference, changed), isLast);
    change.before = before;
    change.hasBefore = hasBefore;
    return change;
  }
}
