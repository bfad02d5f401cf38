package io.skipruntime.engine.operator;

import io.skipruntime.ClockResource;
import io.skipruntime.Unit;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code during}: the values of the input whose time it is.
 *
 * <ul>
 *   <li>{@code asOf} is the time that the contents are of, which the clock had in the last turn.
 *   <li>{@code due} has, for each key of the input with a value that comes or goes later than
 *       {@code asOf}, the first such time; {@code schedule} has the same, in the order of time.
 *   <li>A turn looks at the changed keys, and at those whose time has come: at the beginning of the
 *       schedule. Each costs O(log n), and its values. A tick costs nothing for all other keys.
 * </ul>
 */
final class TemporalNode extends CollectionNode {

  /** A time at which a value of a key comes or goes. */
  private record Due(Instant at, Object key) {

    static final Comparator<Due> ORDER =
        Comparator.comparing(Due::at).thenComparing(Due::key, CanonicalOrder.INSTANCE);
  }

  private final CollectionNode input;
  private final CollectionNode clock;
  private final PureFunction beginning;
  private final PureFunction ending;
  private final Function<Object, @Nullable Object> from;
  private final Function<Object, @Nullable Object> until;
  private final Map<Object, Due> due = new KeyMap<>();
  private final SortedSet<Due> schedule = new TreeSet<>(Due.ORDER);
  private Instant asOf = Instant.MIN;

  private TemporalNode(
      NodeKey key,
      CollectionNode input,
      CollectionNode clock,
      PureFunction beginning,
      PureFunction ending) {
    super(key, above(List.of(input, clock)));
    this.input = input;
    this.clock = clock;
    this.beginning = beginning;
    this.ending = ending;
    this.from = beginning.ofOne(this);
    this.until = ending.ofOne(this);
    beginning.name(); // of lambdas, while their author's call goes on
    ending.name();
  }

  /** The node that keeps the values whose time it is. */
  static TemporalNode obtain(
      CollectionNode input, Object from, Object until, Transaction transaction) {
    PureFunction beginning = PureFunction.of(from, "during");
    PureFunction ending = PureFunction.of(until, "during");
    CollectionNode clock =
        transaction.graph().externalNodes().use(ClockResource.present(), transaction);
    NodeKey key =
        new NodeKey(
            TemporalNode.class,
            List.of(input, clock),
            List.of(beginning.identity(), ending.identity()));
    return transaction.obtain(key, () -> new TemporalNode(key, input, clock, beginning, ending));
  }

  @Override
  public List<? extends Node> inputs() {
    return List.of(input, clock);
  }

  @Override
  public @Nullable Type keyType() {
    return input.keyType();
  }

  @Override
  public String describe() {
    return input.describe() + ".during(" + beginning.name() + ", " + ending.name() + ")";
  }

  @Override
  public String kind() {
    return "during";
  }

  @Override
  protected String functionText() {
    return beginning.fingerprint() + ending.fingerprint();
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    if (input.contentsAt(reasons.moment()).containsKey(key)) {
      reasons.source(input, key);
      reasons.read(clock, Unit.UNIT);
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    if (cause == clock) {
      contents().forEach((present, values) -> keys.accept(present));
    } else {
      giveIfPresent(key, keys);
    }
  }

  @Override
  protected void initialise(Transaction transaction) {
    asOf = now();
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      ValueList present = present(cursor.key(), cursor.value(), transaction);
      if (present != null) {
        append(cursor.key(), present, transaction);
      }
    }
  }

  /** What the clock says; the first time of all before it has said anything. */
  private Instant now() {
    ValueList times = clock.contents().get(Unit.UNIT);
    return times == null ? Instant.MIN : (Instant) times.getFirst();
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Instant before = asOf;
    Instant now = now();
    if (!now.equals(before)) {
      asOf = now;
      transaction.onRollBack(() -> asOf = before);
    }
    Set<Object> concerned = KeyMap.newSet();
    Delta delta = input.delta();
    if (delta != null) {
      delta.forEach(concerned::add);
    }
    if (now.isBefore(before)) {
      addAllKeys(concerned);
    } else {
      addDue(now, concerned);
    }
    for (Object key : concerned) {
      apply(key, present(key, input.contents().get(key), transaction), transaction);
    }
  }

  /** Adds all keys of the input, for a clock that was put back. */
  private void addAllKeys(Set<Object> keys) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      keys.add(cursor.key());
    }
  }

  private void addDue(Instant now, Set<Object> keys) {
    for (Due each : schedule) {
      if (each.at.isAfter(now)) {
        return;
      }
      keys.add(each.key);
    }
  }

  /** The values of a key whose time it is; null if it is that of none. */
  private @Nullable ValueList present(
      Object key, @Nullable ValueList values, Transaction transaction) {
    if (values == null) {
      plan(key, null, transaction.undo());
      return null;
    }
    transaction.graph().events().ran(this, key);
    List<Object> present = new ArrayList<>(values.size());
    Instant next = null;
    try {
      for (Object value : values) {
        Instant start = (Instant) from.apply(value);
        Instant end = (Instant) until.apply(value);
        if (start != null && start.isAfter(asOf)) {
          next = earlier(next, start);
        } else if (end == null || end.isAfter(asOf)) {
          present.add(value);
          next = end == null ? next : earlier(next, end);
        }
      }
    } catch (Throwable e) {
      throw failure(key, e);
    }
    plan(key, next, transaction.undo());
    if (present.isEmpty()) {
      return null;
    }
    return present.size() == values.size() ? values : ValueList.copyOf(present);
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }

  /** Notes when a value of a key comes or goes next; null for never. */
  private void plan(Object key, @Nullable Instant next, UndoLog undo) {
    Due before = due.get(key);
    if (before == null ? next == null : before.at.equals(next)) {
      return;
    }
    if (before != null) {
      undo.remove(schedule, before);
    }
    Due after = next == null ? null : new Due(next, key);
    if (after != null) {
      undo.add(schedule, after);
    }
    undo.put(due, key, after);
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContributions(due.size());
    measurement.addUnsettled(schedule.size() != due.size());
  }
}
