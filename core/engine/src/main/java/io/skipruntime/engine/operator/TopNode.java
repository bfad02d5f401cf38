package io.skipruntime.engine.operator;

import io.skipruntime.Order;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code topBy}: the rows, each a key with one of its values, that are among the first
 * of their group in an order.
 *
 * <ul>
 *   <li>{@code placed} has where each value of a key is, in the order of the values.
 *   <li>A group's {@code rows} are in its order; its {@code last} is the last one that is in the
 *       collection: the row of that number, or the group's last; null if there is none.
 *   <li>A turn takes out the rows of the changed keys and puts in those that they have now; then it
 *       moves the last row of each group concerned. The rows that it passes are as many as have
 *       changed at most. A changed row costs O(log g) for a group of g, whatever the count.
 * </ul>
 */
final class TopNode extends SameKeysNode implements ShardedOperator {

  /** The place of a value in its group. */
  private record Place(Group group, List<Object> position, Object key, int index) {

    boolean isIn() {
      Place last = group.last;
      return last != null && group.compare(this, last) <= 0;
    }
  }

  /** The rows of a group. */
  private static final class Group {
    final Object key;
    final Order<Object> order;
    TickMap<Place, Boolean> rows;
    TickMap.@Nullable Editor<Place, Boolean> editor;
    @Nullable Place last;

    Group(Object key, Order<Object> order) {
      this.key = key;
      this.order = order;
      this.rows = TickMap.empty(this::compare);
    }

    int compare(Place one, Place other) {
      int positions = order.compare(one.position, other.position);
      if (positions != 0) {
        return positions;
      }
      int keys = CanonicalOrder.INSTANCE.compare(one.key, other.key);
      return keys != 0 ? keys : Integer.compare(one.index, other.index);
    }

    TickMap.Editor<Place, Boolean> edit(Transaction transaction) {
      TickMap.Editor<Place, Boolean> open = editor;
      if (open == null) {
        open = rows.edit(transaction.tick());
        editor = open;
      }
      return open;
    }

    /** Ends the turn's changes; the last row is the one of the given number, or the group's. */
    void build(int count, long tick) {
      if (editor != null) {
        rows = editor.build();
        editor = null;
      }
      if (rows.tombstones() > rows.size()) {
        rows = rows.withoutTombstones(tick - 1);
      }
      int inside = Math.min(count, rows.size());
      if (inside == 0) {
        last = null;
      } else {
        TickMap.Cursor<Place, Boolean> cursor = rows.cursorAt(inside - 1);
        cursor.next();
        last = cursor.key();
      }
    }
  }

  private final PureFunction grouping;
  private final PureFunction ordering;
  private final int count;
  private final Function<Object, @Nullable Object> group;
  private final Order<Object> order;
  private final Map<Object, Group> groups = new KeyMap<>();
  private final Map<Object, List<Place>> placed = new KeyMap<>();

  private TopNode(
      NodeKey key, CollectionNode input, PureFunction grouping, PureFunction ordering, int count) {
    super(key, input);
    this.grouping = grouping;
    this.ordering = ordering;
    this.count = count;
    this.group = grouping.ofOne(this);
    this.order = ordering.asOrder(this);
    grouping.name(); // of a lambda, while its author's call goes on
  }

  /** The node that keeps the first {@code count} rows of each group in an order. */
  static TopNode obtain(
      CollectionNode input, Object group, Order<?> order, int count, Transaction transaction) {
    return obtain(
        input,
        PureFunction.of(group, "topBy"),
        PureFunction.of(order, "topBy"),
        count,
        transaction);
  }

  private static TopNode obtain(
      CollectionNode input,
      PureFunction grouping,
      PureFunction ordering,
      int count,
      Transaction transaction) {
    NodeKey key =
        new NodeKey(
            TopNode.class,
            List.of(input),
            List.of(grouping.identity(), ordering.identity(), count));
    return transaction.obtain(key, () -> new TopNode(key, input, grouping, ordering, count));
  }

  @Override
  public Spread spread() {
    return Spread.WHOLE;
  }

  @Override
  public TopNode rebuild(Rebuilding at) {
    return obtain(at.input(input), grouping, ordering, count, at.transaction());
  }

  @Override
  public String describe() {
    return input.describe() + ".topBy(" + grouping.name() + ", " + count + ")";
  }

  @Override
  public Optional<FunctionPlace> functionPlace() {
    return Optional.of(grouping.function().place("apply"));
  }

  @Override
  public String kind() {
    return "topBy";
  }

  @Override
  protected String functionText() {
    return grouping.fingerprint() + ordering.fingerprint();
  }

  @Override
  void explainPresent(Object key, Reasons reasons) {
    super.explainPresent(key, reasons);
    reasons.place(input, key);
  }

  @Override
  protected void initialise(Transaction transaction) {
    Set<Group> affected = new LinkedHashSet<>();
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      putIn(cursor.key(), cursor.value(), affected, transaction);
    }
    affected.forEach(each -> each.build(count, transaction.tick()));
    TickMap.Cursor<Object, ValueList> again = input.contents().cursor();
    while (again.next()) {
      ValueList inside = inside(again.key());
      if (inside != null) {
        append(again.key(), inside, transaction);
      }
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    if (delta == null) {
      return;
    }
    Set<Group> affected = new LinkedHashSet<>();
    Set<Object> concerned = KeyMap.newSet();
    for (int i = 0; i < delta.size(); i++) {
      Object key = delta.key(i);
      concerned.add(key);
      takeOut(key, affected, transaction);
      ValueList values = delta.after(i);
      if (values != null) {
        putIn(key, values, affected, transaction);
      }
    }
    for (Group each : affected) {
      Place before = each.last;
      each.build(count, transaction.tick());
      addPassed(each, before, concerned);
      if (each.rows.isEmpty()) {
        transaction.undo().put(groups, each.key, null);
      }
    }
    concerned.forEach(key -> apply(key, inside(key), transaction));
  }

  private void takeOut(Object key, Set<Group> affected, Transaction transaction) {
    List<Place> before = placed.get(key);
    if (before == null) {
      return;
    }
    for (Place place : before) {
      touched(place.group, affected, transaction).remove(place);
    }
    transaction.undo().put(placed, key, null);
  }

  private void putIn(Object key, ValueList values, Set<Group> affected, Transaction transaction) {
    transaction.graph().events().ran(this, key);
    List<Place> places = new ArrayList<>(values.size());
    try {
      int index = 0;
      for (Object value : values) {
        Group of = groupOf(Entering.key(required(group.apply(value))), transaction);
        places.add(new Place(of, Entering.position(order, value), key, index++));
      }
    } catch (Throwable e) {
      throw failure(key, e);
    }
    for (Place place : places) {
      touched(place.group, affected, transaction).put(place, true);
    }
    transaction.undo().put(placed, key, List.copyOf(places));
  }

  private static Object required(@Nullable Object group) {
    return Objects.requireNonNull(group, "topBy's function made no group, but null");
  }

  private Group groupOf(Object key, Transaction transaction) {
    Group known = groups.get(key);
    if (known == null) {
      known = new Group(key, order);
      transaction.undo().put(groups, key, known);
    }
    return known;
  }

  /** The editor of a group's rows, which go back if the transaction is taken back. */
  private static TickMap.Editor<Place, Boolean> touched(
      Group touched, Set<Group> affected, Transaction transaction) {
    if (affected.add(touched)) {
      TickMap<Place, Boolean> rows = touched.rows;
      Place last = touched.last;
      transaction.onRollBack(() -> {
        touched.rows = rows;
        touched.last = last;
        touched.editor = null;
      });
    }
    return touched.edit(transaction);
  }

  /** Adds the keys of the rows between the row that was the last one and the one that is it. */
  private static void addPassed(Group of, @Nullable Place before, Set<Object> keys) {
    Place after = of.last;
    if (before == null || after == null) {
      return; // the group was empty or is, or nothing is kept
    }
    boolean grows = of.compare(before, after) < 0;
    Place to = grows ? after : before;
    TickMap.Cursor<Place, Boolean> cursor = of.rows.cursorFrom(grows ? before : after);
    while (cursor.next() && of.compare(cursor.key(), to) <= 0) {
      keys.add(cursor.key().key);
    }
  }

  /** The values of a key that are in the collection; null if none is. */
  private @Nullable ValueList inside(Object key) {
    ValueList values = input.contents().get(key);
    List<Place> places = placed.get(key);
    if (values == null || places == null) {
      return null;
    }
    List<Object> inside = new ArrayList<>(values.size());
    int index = 0;
    for (Object value : values) {
      if (places.get(index++).isIn()) {
        inside.add(value);
      }
    }
    return inside.isEmpty() ? null : ValueList.copyOf(inside);
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContributions(placed.size());
    measurement.addSourceEntries(groups.size());
    for (Group each : groups.values()) {
      measurement.addUnsettled(each.editor != null);
    }
  }
}
