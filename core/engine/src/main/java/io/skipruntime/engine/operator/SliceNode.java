package io.skipruntime.engine.operator;

import io.skipruntime.Range;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operators {@code slice} and {@code slices}: the input's entries whose keys are in a range.
 *
 * <p>{@code ranges} are in order, not empty, and do not overlap, whatever the author gave.
 */
final class SliceNode extends SameKeysNode implements ShardedOperator {

  private static final CanonicalOrder ORDER = CanonicalOrder.INSTANCE;

  private final List<Range<Object>> ranges;
  private final DeclaredKeys declaredKeys = new DeclaredKeys(this);

  /** So many single keys are worth finding the node by. */
  private static final int MOST_KEYS = 8;

  private SliceNode(NodeKey key, CollectionNode input, List<Range<Object>> ranges) {
    super(key, input);
    this.ranges = ranges;
  }

  /** The node that keeps the entries of {@code input} in any of {@code ranges}. */
  static SliceNode obtain(
      CollectionNode input, List<Range<Object>> ranges, Transaction transaction) {
    DeclaredKeys.requireOf(input, "slices");
    List<Range<Object>> disjoint = disjoint(ranges);
    NodeKey key = new NodeKey(SliceNode.class, List.of(input), disjoint);
    return transaction.obtain(key, () -> new SliceNode(key, input, disjoint));
  }

  private static List<Range<Object>> disjoint(List<Range<Object>> ranges) {
    List<Range<Object>> sorted =
        ranges.stream()
            .filter(range -> ORDER.compare(range.start(), range.end()) <= 0)
            .sorted((x, y) -> ORDER.compare(x.start(), y.start()))
            .toList();
    ArrayList<Range<Object>> disjoint = new ArrayList<>();
    for (Range<Object> range : sorted) {
      if (disjoint.isEmpty() || ORDER.compare(disjoint.getLast().end(), range.start()) < 0) {
        disjoint.add(range);
      } else if (ORDER.compare(disjoint.getLast().end(), range.end()) < 0) {
        disjoint.add(new Range<>(disjoint.removeLast().start(), range.end()));
      }
    }
    return List.copyOf(disjoint);
  }

  @Override
  public Spread spread() {
    return Spread.BY_KEY;
  }

  @Override
  public SliceNode rebuild(Rebuilding at) {
    return obtain(at.input(input), ranges, at.transaction());
  }

  @Override
  public String describe() {
    return input.describe()
        + ranges.stream()
            .map(range -> "[" + range.start() + ", " + range.end() + "]")
            .collect(Collectors.joining(", ", ".slices(", ")"));
  }

  @Override
  public String kind() {
    return "slice";
  }

  @Override
  protected @Nullable List<Object> concerningKeys() {
    if (ranges.size() > MOST_KEYS) {
      return null;
    }
    for (Range<Object> range : ranges) {
      if (ORDER.compare(range.start(), range.end()) != 0) {
        return null;
      }
    }
    return ranges.stream().map(Range::start).toList();
  }

  @Override
  void explainPresent(Object key, Reasons reasons) {
    if (contains(key)) {
      super.explainPresent(key, reasons);
    }
  }

  @Override
  protected void initialise(Transaction transaction) {
    for (Range<Object> range : ranges) {
      declaredKeys.requireForBuilding(range.start());
      declaredKeys.requireForBuilding(range.end());
      TickMap.Cursor<Object, ValueList> cursor = input.contents().cursorFrom(range.start());
      while (cursor.next() && ORDER.compare(cursor.key(), range.end()) <= 0) {
        declaredKeys.requireForBuilding(cursor.key());
        append(cursor.key(), cursor.value(), transaction);
      }
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    for (int i = 0; delta != null && i < delta.size(); i++) {
      Object key = delta.key(i);
      if (contains(key)) {
        declaredKeys.require(key);
        apply(key, delta.after(i), transaction);
      }
    }
  }

  private boolean contains(Object key) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (ORDER.compare(key, ranges.get(middle).start()) < 0) {
        high = middle - 1;
      } else if (ORDER.compare(key, ranges.get(middle).end()) > 0) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }
}
