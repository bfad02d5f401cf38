package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a source entry: what a {@link MappingNode} remembers of it, as compactly as the case
 * allows; there may be one for each entry of a large collection.
 */
abstract sealed class Trace {

  /** Nothing is remembered. */
  static final Trace UNKNOWN = new All(null, TrackedReads.NONE, List.of());

  private Trace() {}

  /**
   * What is to be remembered.
   *
   * @param emission what was emitted; null if it need not be known
   * @param reads what was read
   * @param created the nodes that were created
   */
  static Trace of(@Nullable Emission emission, Object[] reads, List<Node> created) {
    if (!created.isEmpty() || (emission != null && reads.length > 0)) {
      return new All(emission, reads, created);
    }
    if (emission == null) {
      return reads.length == 0 ? UNKNOWN : new ReadsOnly(reads);
    }
    return emission.isOfOneKey() ? OneKey.of(emission) : new All(emission, reads, created);
  }

  /** The trace of a source entry that emitted one number to one key that is a number. */
  static OneNumber ofNumber(long key, long value) {
    return new OneNumber(key, value);
  }

  /** What it emitted; null if that need not be known. */
  @Nullable Emission emission() {
    return null;
  }

  /** What it read. */
  Object[] reads() {
    return TrackedReads.NONE;
  }

  /** The nodes that it created. */
  List<Node> created() {
    return List.of();
  }

  /** It emitted to one key, at most one value that has to be known, and did nothing else. */
  private static final class OneKey extends Trace {
    private final Object key;
    private final @Nullable Object value;

    private OneKey(Object key, @Nullable Object value) {
      this.key = key;
      this.value = value;
    }

    static Trace of(Emission emission) {
      Object key = emission.key(0);
      Object value = emission.hasValues() ? emission.values(0).getUnique() : null;
      return key instanceof Long longKey && value instanceof Long longValue
          ? new OneNumber(longKey, longValue)
          : new OneKey(key, value);
    }

    @Override
    Emission emission() {
      return new Emission(key, value == null ? null : ValueList.of(value));
    }
  }

  /**
   * It emitted one number to one key that is a number, and did nothing else. Both are in the trace
   * itself, so that {@link NumberTraces} can keep them without it.
   */
  static final class OneNumber extends Trace {
    private final long key;
    private final long value;

    OneNumber(long key, long value) {
      this.key = key;
      this.value = value;
    }

    long key() {
      return key;
    }

    long value() {
      return value;
    }

    @Override
    Emission emission() {
      return new Emission(key, ValueList.of(value));
    }
  }

  /** Only what it read is of interest. */
  private static final class ReadsOnly extends Trace {
    private final Object[] reads;

    ReadsOnly(Object[] reads) {
      this.reads = reads;
    }

    @Override
    Object[] reads() {
      return reads;
    }
  }

  private static final class All extends Trace {
    private final @Nullable Emission emission;
    private final Object[] reads;
    private final List<Node> created;

    All(@Nullable Emission emission, Object[] reads, List<Node> created) {
      this.emission = emission;
      this.reads = reads;
      this.created = created;
    }

    @Override
    @Nullable Emission emission() {
      return emission;
    }

    @Override
    Object[] reads() {
      return reads;
    }

    @Override
    List<Node> created() {
      return created;
    }
  }
}
