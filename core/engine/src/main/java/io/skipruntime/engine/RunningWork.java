package io.skipruntime.engine;

import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.engine.spi.ObservedNode;
import io.skipruntime.engine.spi.WorkListener;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The work of the transaction that goes on, as a log. For the thread of the transactions.
 *
 * <p>Arrays that are made for each transaction take all references: to store one in an object that
 * has been there for long costs several times as much with collectors such as G1, and this is done
 * for each node that has a turn.
 *
 * <ul>
 *   <li>{@code objects} and {@code codes} have {@code size} entries, each a key, with the place and
 *       the kind of {@link PackedReport}, or the {@link Work} of the next node.
 *   <li>A node {@linkplain ObservedNode#remember remembers} its work. Where there are several
 *       listeners it is that of one of them; {@code elsewhere} has that of this transaction then.
 *   <li>{@code instantiated} has the work of resources that this transaction instantiates.
 *   <li>{@code nodes} is how many nodes there are, at most {@link CommitReport#MOST_NODES}; {@code
 *       omitted} counts what further ones did.
 * </ul>
 */
final class RunningWork {

  private static final int LEAST_ROOM = 8;

  private final Map<NodeId, Work> instantiated = new HashMap<>();
  private final IdentityHashMap<ObservedNode, Work> elsewhere = new IdentityHashMap<>();
  private Object[] objects = new Object[LEAST_ROOM];
  private int[] codes = new int[LEAST_ROOM];
  private int size;
  private int nodes;
  private int omitted;
  private long runs;
  private long transactions;

  /** The work of a node in the transaction in which it was met last. */
  private static final class Work {
    final RunningWork owner;
    final NodeId node;
    long metIn = -1;
    int place;
    long runs;
    int keys;
    int cutOffs;
    int changedEntries;
    long nanos;
    boolean hadTurn;

    Work(RunningWork owner, NodeId node) {
      this.owner = owner;
      this.node = node;
    }

    boolean isInput() {
      return !hadTurn && runs == 0 && changedEntries > 0;
    }
  }

  /** As {@link WorkListener#ran}. */
  void ran(ObservedNode node, Object key) {
    addRun(work(node), key);
  }

  /** As {@link WorkListener#instantiated}. */
  void instantiated(NodeId resource, Object params) {
    addRun(met(instantiated.computeIfAbsent(resource, each -> new Work(this, each))), params);
  }

  private void addRun(Work work, Object key) {
    runs++;
    work.runs++;
    if (work.keys < NodeActivity.MOST_KEYS) {
      work.keys++;
      add(work, PackedReport.RAN, key);
    }
  }

  /** As {@link WorkListener#cutOff}. */
  void cutOff(ObservedNode node) {
    work(node).cutOffs++;
  }

  /** As {@link WorkListener#turnTaken}. */
  void turnTaken(ObservedNode node, long nanos) {
    Work work = work(node);
    work.hadTurn = true;
    work.nanos += nanos;
  }

  /** As {@link WorkListener#changed}. */
  void changed(ObservedNode node, EntryBlock entries) {
    Work work = work(node);
    work.changedEntries = entries.size();
    for (int i = 0; i < Math.min(entries.size(), NodeActivity.MOST_KEYS); i++) {
      add(work, PackedReport.CHANGED, entries.key(i));
    }
  }

  private Work work(ObservedNode node) {
    Object remembered = node.remembered();
    if (remembered instanceof Work work && work.owner == this) {
      return met(work);
    }
    if (remembered != null) {
      return met(elsewhere.computeIfAbsent(node, each -> new Work(this, each.id())));
    }
    Work made = new Work(this, node.id());
    node.remember(made);
    return met(made);
  }

  private Work met(Work work) {
    if (work.metIn == transactions) {
      return work;
    }
    work.runs = 0;
    work.keys = 0;
    work.cutOffs = 0;
    work.changedEntries = 0;
    work.nanos = 0;
    work.hadTurn = false;
    if (nodes == CommitReport.MOST_NODES) {
      omitted++;
      work.place = -1;
      return work;
    }
    work.metIn = transactions;
    work.place = nodes++;
    add(work, PackedReport.NODE, work);
    return work;
  }

  private void add(Work work, int kind, Object object) {
    if (work.place < 0) {
      return;
    }
    if (size == objects.length) {
      objects = Arrays.copyOf(objects, 2 * size);
      codes = Arrays.copyOf(codes, 2 * size);
    }
    objects[size] = object;
    codes[size++] = PackedReport.code(work.place, kind);
  }

  /** The report of the transaction, which has ended; from now on the next one goes on. */
  PackedReport ended(long number, Instant time, PackedReport.Outcome outcome) {
    long[] numbers = new long[PackedReport.NUMBERS * nodes];
    int at = 0;
    for (int i = 0; i < size; i++) {
      if (objects[i] instanceof Work work) {
        objects[i] = work.node;
        numbers[at] = Math.min(work.runs, Integer.MAX_VALUE) << Integer.SIZE | work.changedEntries;
        numbers[at + 1] = work.isInput() ? PackedReport.OF_INPUT : work.nanos;
        numbers[at + 2] = work.cutOffs;
        at += PackedReport.NUMBERS;
      }
    }
    boolean isFull = objects.length - size <= LEAST_ROOM;
    PackedReport report =
        new PackedReport(
            number,
            time,
            outcome,
            runs,
            isFull ? objects : Arrays.copyOf(objects, size),
            isFull ? codes : Arrays.copyOf(codes, size),
            size,
            numbers,
            omitted);
    objects = new Object[Math.max(LEAST_ROOM, size)];
    codes = new int[objects.length];
    instantiated.clear();
    elsewhere.clear();
    size = 0;
    nodes = 0;
    omitted = 0;
    runs = 0;
    transactions++;
    return report;
  }
}
