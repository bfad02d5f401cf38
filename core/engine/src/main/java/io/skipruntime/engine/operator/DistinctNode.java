package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.ContributedValues.Place;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code distinct}: each value of a key once, the first of those that are the same
 * JSON. Of a key with many sources all values are kept by what they are, and what the result has of
 * each source is kept apart: a changed value costs O(log g), and is told as a change of the sources
 * that have another part in the result.
 */
final class DistinctNode extends ValuesNode<DistinctNode.Firsts> implements ShardedOperator {

  private static final Comparator<Place> PLACES =
      Place.by(CanonicalOrder.INSTANCE, CanonicalOrder.INSTANCE);

  /**
   * The values of a key.
   *
   * <ul>
   *   <li>{@code firsts} has, for each source, those of its values that no source before it has,
   *       nor the source itself at a place before; {@code count} is how many these are of all
   *       sources.
   *   <li>{@code touched} has, within a turn, the sources that may have another part in the result.
   * </ul>
   */
  static final class Firsts extends ValuesNode.Kept {
    TickMap<Object, ValueList> firsts = TickMap.emptyCollection();
    int count;
    final Set<Object> touched = new TreeSet<>(CanonicalOrder.INSTANCE);

    Firsts() {
      super(new ContributedValues(PLACES));
    }
  }

  private DistinctNode(NodeKey key, CollectionNode input) {
    super(key, input);
  }

  /** The node with each value of a key once. */
  static DistinctNode obtain(CollectionNode input, Transaction transaction) {
    NodeKey key = new NodeKey(DistinctNode.class, List.of(input), "");
    return transaction.obtain(key, () -> new DistinctNode(key, input));
  }

  @Override
  public Spread spread() {
    return Spread.BY_KEY;
  }

  @Override
  public DistinctNode rebuild(Rebuilding at) {
    return obtain(at.input(input), at.transaction());
  }

  @Override
  public String describe() {
    return input.describe() + ".distinct()";
  }

  @Override
  public String kind() {
    return "distinct";
  }

  @Override
  Firsts empty() {
    return new Firsts();
  }

  @Override
  Object position(Object value) {
    return value;
  }

  @Override
  ValueList result(ValueList values) {
    Set<Object> seen = new TreeSet<>(CanonicalOrder.INSTANCE);
    List<Object> first = new ArrayList<>(values.size());
    for (Object value : values) {
      if (seen.add(value)) {
        first.add(value);
      }
    }
    return first.size() == values.size() ? values : ValueList.copyOf(first);
  }

  @Override
  void begin(Firsts of, Transaction transaction) {
    super.begin(of, transaction);
    TickMap<Object, ValueList> firsts = of.firsts;
    int count = of.count;
    transaction.onRollBack(() -> {
      of.firsts = firsts;
      of.count = count;
      of.touched.clear();
    });
  }

  @Override
  void changed(
      Firsts of,
      Object source,
      @Nullable ValueList before,
      @Nullable ValueList after,
      ValueList now) {
    of.touched.add(source);
    addSourcesOf(before, of);
    addSourcesOf(after, of);
  }

  /** Adds the sources that had, or have, the first of some values. */
  private static void addSourcesOf(@Nullable ValueList values, Firsts of) {
    if (values == null) {
      return;
    }
    for (Object value : values) {
      addIfAny(of.values.firstSource(value), of);
      addIfAny(of.values.firstSourceBefore(value), of);
    }
  }

  private static void addIfAny(@Nullable Object source, Firsts of) {
    if (source != null) {
      of.touched.add(source);
    }
  }

  @Override
  void settle(Object key, Firsts of, ValueList now, Transaction transaction) {
    TickMap.Editor<Object, ValueList> editor = of.firsts.edit(transaction.tick());
    boolean isOther = false;
    for (Object source : of.touched) {
      ValueList first = firstsOf(source, of, now);
      ValueList before = editor.get(source);
      if (first == null ? before != null : !first.isSameAs(before)) {
        isOther = true;
        of.count += sizeOf(first) - sizeOf(before);
        if (first == null) {
          editor.remove(source);
        } else {
          editor.put(source, first);
        }
      }
    }
    of.touched.clear();
    of.values.forgetBefore();
    of.firsts = editor.build();
    if (of.firsts.tombstones() > of.firsts.size()) {
      of.firsts = of.firsts.withoutTombstones(transaction.tick() - 1);
    }
    if (isOther) {
      apply(key, listOf(of), transaction);
    }
  }

  private static ValueList listOf(Firsts of) {
    if (of.firsts.size() > ValueList.FEW_SOURCES) {
      return ValueList.of(of.firsts, of.count);
    }
    List<Object> all = new ArrayList<>(of.count);
    of.firsts.forEach((source, values) -> all.addAll(values));
    return ValueList.copyOf(all);
  }

  private static int sizeOf(@Nullable ValueList list) {
    return list == null ? 0 : list.size();
  }

  /** Those values of a source that come first; null if none does. */
  private static @Nullable ValueList firstsOf(Object source, Firsts of, ValueList now) {
    ValueList own = now.contributionOf(source);
    if (own == null) {
      return null;
    }
    List<Object> firsts = new ArrayList<>(own.size());
    int index = 0;
    for (Object value : own) {
      TickMap.Cursor<Place, Object> cursor =
          of.values.places().cursorFrom(new Place(value, null, 0));
      cursor.next();
      Place place = cursor.key();
      boolean isOfSource =
          place.source() != null && CanonicalOrder.INSTANCE.compare(place.source(), source) == 0;
      if (isOfSource && place.index() == index) {
        firsts.add(value);
      }
      index++;
    }
    return firsts.isEmpty() ? null : ValueList.copyOf(firsts);
  }
}
