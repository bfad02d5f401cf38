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
 * <p>Arrays that are made for each transaction take all references and numbers, and go into its
 * report as they are. To store a reference in an object that has been there for long costs several
 * times as much with collectors such as G1, and this is done for each node that has a turn.
 *
 * <ul>
 *   <li>{@code objects} and {@code codes} have {@code size} entries, as in {@link PackedReport};
 *       {@code numbers} has those of {@code nodes} nodes.
 *   <li>A node {@linkplain ObservedNode#remember remembers} its place. Where there are several
 *       listeners it is that of one of them; {@code elsewhere} has that of this transaction then.
 *   <li>{@code instantiated} has the places of resources that this transaction instantiates.
 *   <li>{@code nodes} is at most {@link CommitReport#MOST_NODES}; {@code omitted} counts what
 *       further ones did.
 * </ul>
 */
final class RunningWork {

  private static final int LEAST_ROOM = 8;
  private static final int LEAST_NUMBERS = 4 * PackedReport.NUMBERS;
  private static final int NOWHERE = -1;

  private final Map<NodeId, Place> instantiated = new HashMap<>();
  private final IdentityHashMap<ObservedNode, Place> elsewhere = new IdentityHashMap<>();
  private Object[] objects = new Object[LEAST_ROOM];
  private short[] codes = new short[LEAST_ROOM];
  private long[] numbers = new long[LEAST_NUMBERS];
  private int size;
  private int nodes;
  private int omitted;
  private long runs;
  private long transactions;

  /** The place of a node in the transaction in which it was met last. */
  private static final class Place {
    final RunningWork owner;
    final NodeId node;
    long metIn = -1;
    int index;

    Place(RunningWork owner, NodeId node) {
      this.owner = owner;
      this.node = node;
    }
  }

  /** As {@link WorkListener#ran}. */
  void ran(ObservedNode node, Object key) {
    addRun(place(node), key);
  }

  /** As {@link WorkListener#instantiated}. */
  void instantiated(NodeId resource, Object params) {
    addRun(met(instantiated.computeIfAbsent(resource, each -> new Place(this, each))), params);
  }

  private void addRun(int place, Object key) {
    runs++;
    if (place == NOWHERE) {
      return;
    }
    int at = place * PackedReport.NUMBERS + PackedReport.RUNS;
    if (numbers[at]++ < NodeActivity.MOST_KEYS) {
      add(place, PackedReport.RAN, key);
    }
  }

  /** As {@link WorkListener#cutOff}. */
  void cutOff(ObservedNode node) {
    int place = place(node);
    if (place != NOWHERE) {
      numbers[place * PackedReport.NUMBERS + PackedReport.CHANGES] += PackedReport.ONE_CUT_OFF;
    }
  }

  /** As {@link WorkListener#turnTaken}. */
  void turnTaken(ObservedNode node, long nanos) {
    int place = place(node);
    if (place != NOWHERE) {
      int at = place * PackedReport.NUMBERS + PackedReport.NANOS;
      numbers[at] = Math.max(0, numbers[at]) + nanos;
    }
  }

  /** As {@link WorkListener#changed}. */
  void changed(ObservedNode node, EntryBlock entries) {
    int place = place(node);
    if (place == NOWHERE) {
      return;
    }
    numbers[place * PackedReport.NUMBERS + PackedReport.CHANGES] += entries.size();
    for (int i = 0; i < Math.min(entries.size(), NodeActivity.MOST_KEYS); i++) {
      add(place, PackedReport.CHANGED, entries.key(i));
    }
  }

  private int place(ObservedNode node) {
    Object remembered = node.remembered();
    if (remembered instanceof Place place && place.owner == this) {
      return place.metIn == transactions ? place.index : met(place);
    }
    if (remembered != null) {
      return met(elsewhere.computeIfAbsent(node, each -> new Place(this, each.id())));
    }
    Place made = new Place(this, node.id());
    node.remember(made);
    return met(made);
  }

  private int met(Place place) {
    if (place.metIn == transactions) {
      return place.index;
    }
    if (nodes == CommitReport.MOST_NODES) {
      omitted++;
      return NOWHERE;
    }
    place.metIn = transactions;
    place.index = nodes++;
    add(place.index, PackedReport.NODE, place.node);
    int at = place.index * PackedReport.NUMBERS;
    if (at == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * at);
    }
    numbers[at + PackedReport.NANOS] = PackedReport.NO_TURN;
    return place.index;
  }

  private void add(int place, int kind, Object object) {
    if (size == objects.length) {
      objects = Arrays.copyOf(objects, 2 * size);
      codes = Arrays.copyOf(codes, 2 * size);
    }
    objects[size] = object;
    codes[size++] = PackedReport.code(place, kind);
  }

  /** The report of the transaction, which has ended; from now on the next one goes on. */
  PackedReport ended(long number, Instant time, PackedReport.Outcome outcome) {
    boolean isFull = objects.length - size <= LEAST_ROOM;
    int counts = nodes * PackedReport.NUMBERS;
    PackedReport report =
        new PackedReport(
            number,
            time,
            outcome,
            runs,
            isFull ? objects : Arrays.copyOf(objects, size),
            isFull ? codes : Arrays.copyOf(codes, size),
            size,
            numbers.length == counts ? numbers : Arrays.copyOf(numbers, counts),
            omitted);
    objects = new Object[Math.max(LEAST_ROOM, size)];
    codes = new short[objects.length];
    numbers = new long[Math.max(LEAST_NUMBERS, counts)];
    if (!instantiated.isEmpty()) {
      instantiated.clear();
    }
    if (!elsewhere.isEmpty()) {
      elsewhere.clear();
    }
    size = 0;
    nodes = 0;
    omitted = 0;
    runs = 0;
    transactions++;
    return report;
  }
}
