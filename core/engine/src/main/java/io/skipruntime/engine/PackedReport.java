package io.skipruntime.engine;

import io.skipruntime.engine.heap.HeapEstimate;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A report of one transaction in few objects, as a log: many are kept, and few are looked at.
 * Immutable.
 *
 * <ul>
 *   <li>{@code objects} has {@code size} entries: the identity of a node when it was met, a key
 *       that its function ran for, or a key that changed. {@code codes} says for each which of
 *       these, and the place of the node.
 *   <li>{@code numbers} has for each node {@value #NUMBERS}: its runs; its nanoseconds, or {@value
 *       #NO_TURN}; how many entries changed, and {@value #ONE_CUT_OFF} for each cut-off.
 * </ul>
 */
final class PackedReport {

  /** The numbers of a node. */
  static final int NUMBERS = 3;

  static final int RUNS = 0;
  static final int NANOS = 1;
  static final int CHANGES = 2;

  /** The nanoseconds of a node that had no turn. */
  static final long NO_TURN = -1;

  static final long ONE_CUT_OFF = 1L << Integer.SIZE;

  /** The kinds of entries. */
  static final int NODE = 0;

  static final int RAN = 1;
  static final int CHANGED = 2;

  private static final int KIND_BITS = 2;
  private static final int REPORT_BYTES = 350;
  private static final int ENTRY_BYTES = 6;

  private final long number;
  private final Instant time;
  private final Outcome outcome;
  private final long functionRuns;
  private final Object[] objects;
  private final short[] codes;
  private final int size;
  private final long[] numbers;
  private final int omittedEvents;
  private final long bytes;

  /**
   * A report of a log, whose bytes are estimated.
   *
   * @param objects is not copied, nor are the other arrays
   */
  PackedReport(
      long number,
      Instant time,
      Outcome outcome,
      long functionRuns,
      Object[] objects,
      short[] codes,
      int size,
      long[] numbers,
      int omittedEvents) {
    this.number = number;
    this.time = time;
    this.outcome = outcome;
    this.functionRuns = functionRuns;
    this.objects = objects;
    this.codes = codes;
    this.size = size;
    this.numbers = numbers;
    this.omittedEvents = omittedEvents;
    this.bytes = bytes(objects, codes, size, numbers);
  }

  private static long bytes(Object[] objects, short[] codes, int size, long[] numbers) {
    long bytes =
        REPORT_BYTES + (long) ENTRY_BYTES * objects.length + (long) Long.BYTES * numbers.length;
    Object key = null;
    for (int i = 0; i < size; i++) {
      Object next = objects[i];
      if (next != key && kind(codes[i]) != NODE) {
        bytes += HeapEstimate.ofElement(next);
        key = next;
      }
    }
    return bytes;
  }

  /** What stands for an entry of a node. */
  static short code(int place, int kind) {
    return (short) (place << KIND_BITS | kind);
  }

  private static int kind(short code) {
    return code & (1 << KIND_BITS) - 1;
  }

  /**
   * The end of a transaction.
   *
   * @param isCommitted whether it was committed, not taken back
   * @param isWrite whether it made a tick
   */
  record Outcome(
      long tick,
      boolean isCommitted,
      boolean isWrite,
      long durationNanos,
      long changedEntries,
      int notifiedInstances) {

    static Outcome of(EngineEvent.Committed committed) {
      return new Outcome(
          committed.tick(),
          true,
          committed.isWrite(),
          committed.durationNanos(),
          committed.changedEntries(),
          committed.notifiedInstances());
    }

    static Outcome of(EngineEvent.RolledBack back) {
      return new Outcome(back.tick(), false, false, 0, 0, 0);
    }
  }

  /** The number of the report. */
  long number() {
    return number;
  }

  /** When the transaction ended. */
  Instant time() {
    return time;
  }

  /** About how many bytes the report occupies. */
  long bytes() {
    return bytes;
  }

  /** The tick of the transaction. */
  long tick() {
    return outcome.tick();
  }

  /** Whether the transaction made its tick. */
  boolean isOfATick() {
    return outcome.isCommitted() && outcome.isWrite();
  }

  /** The report, with what was sent until now. */
  CommitReport unpacked(long sentEvents, long sentBytes) {
    return new CommitReport(
        number,
        time,
        outcome.tick(),
        outcome.isCommitted(),
        outcome.isWrite(),
        outcome.durationNanos(),
        outcome.changedEntries(),
        functionRuns,
        outcome.notifiedInstances(),
        sentEvents,
        sentBytes,
        activities(),
        omittedEvents);
  }

  /** The work of each node, inputs first. */
  private List<NodeActivity> activities() {
    List<NodeId> nodes = new ArrayList<>();
    List<List<Object>> ran = new ArrayList<>();
    List<List<Object>> changed = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int place = codes[i] >> KIND_BITS;
      switch (kind(codes[i])) {
        case NODE -> {
          nodes.add((NodeId) objects[i]);
          ran.add(new ArrayList<>());
          changed.add(new ArrayList<>());
        }
        case RAN -> ran.get(place).add(objects[i]);
        default -> changed.get(place).add(objects[i]);
      }
    }
    List<NodeActivity> inputs = new ArrayList<>();
    List<NodeActivity> computed = new ArrayList<>();
    for (int place = 0; place < nodes.size(); place++) {
      long runs = numbers[NUMBERS * place + RUNS];
      long nanos = numbers[NUMBERS * place + NANOS];
      int changedEntries = (int) numbers[NUMBERS * place + CHANGES];
      int cutOffs = (int) (numbers[NUMBERS * place + CHANGES] >>> Integer.SIZE);
      boolean isInput = nanos == NO_TURN && runs == 0 && changedEntries > 0;
      NodeActivity activity =
          new NodeActivity(
              nodes.get(place),
              runs,
              ran.get(place),
              cutOffs,
              changedEntries,
              changed.get(place),
              Math.max(0, nanos),
              isInput);
      (isInput ? inputs : computed).add(activity);
    }
    inputs.addAll(computed);
    return inputs;
  }
}
