package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.ContributedValues.Place;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator that makes a list of values of the values of each key.
 *
 * <ul>
 *   <li>{@code kept} has the values of those keys whose list says which source contributed what: of
 *       these a turn looks only at the contributions that have changed. Other lists are short, or
 *       were written as one, and are gone through.
 * </ul>
 *
 * @param <S> what is kept of a key
 */
abstract class ValuesNode<S extends ValuesNode.Kept> extends SameKeysNode {

  /** The part of a key that is kept. */
  abstract static class Kept {

    final ContributedValues values;

    Kept(ContributedValues values) {
      this.values = values;
    }
  }

  private final Map<Object, S> kept = new KeyMap<>();

  ValuesNode(NodeKey key, CollectionNode input) {
    super(key, input);
  }

  /** What is kept of a key, without values. */
  abstract S empty();

  /** The position of a value among those that are kept. */
  abstract Object position(Object value);

  /** The result for a list that is gone through; null if there is none. */
  abstract @Nullable ValueList result(ValueList values);

  /**
   * Is told that the contribution of a source is another one, after {@code kept} has it.
   *
   * @param now all values of the key
   */
  abstract void changed(
      S of, Object source, @Nullable ValueList before, @Nullable ValueList after, ValueList now);

  /** Begins a turn of what is kept of a key. */
  void begin(S of, Transaction transaction) {
    of.values.begin(transaction);
  }

  /** Gives the key of what is kept its result, at the end of a turn. */
  abstract void settle(Object key, S of, ValueList now, Transaction transaction);

  @Override
  protected final void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      update(cursor.key(), null, cursor.value(), transaction);
    }
  }

  @Override
  protected final void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    for (int i = 0; delta != null && i < delta.size(); i++) {
      update(delta.key(i), delta.before(i), delta.after(i), transaction);
    }
  }

  private void update(
      Object key, @Nullable ValueList before, @Nullable ValueList after, Transaction transaction) {
    S known = kept.get(key);
    if (after == null) {
      forget(key, known, transaction);
      apply(key, null, transaction);
      return;
    }
    transaction.graph().events().ran(this, key);
    try {
      ValueList.Changes changes =
          known == null || before == null ? null : after.changesSince(before);
      if (known != null && changes != null) {
        follow(key, known, changes, after, transaction);
      } else if (after.hasContributions()) {
        S fresh = empty();
        transaction.undo().put(kept, key, fresh);
        follow(key, fresh, after.contributions(), after, transaction);
      } else {
        forget(key, known, transaction);
        apply(key, result(after), transaction);
      }
    } catch (Throwable e) {
      throw failure(key, e);
    }
  }

  private void forget(Object key, @Nullable S known, Transaction transaction) {
    if (known != null) {
      transaction.undo().put(kept, key, null);
    }
  }

  private void follow(
      Object key, S of, ValueList.Changes changes, ValueList now, Transaction transaction) {
    begin(of, transaction);
    List<Change> all = new ArrayList<>();
    while (changes.next()) {
      Change change = new Change(changes.source(), changes.before(), changes.after());
      replace(of, change);
      all.add(change);
    }
    of.values.end(transaction);
    for (Change change : all) {
      changed(of, change.source, change.before, change.after, now);
    }
    settle(key, of, now, transaction);
  }

  private record Change(Object source, @Nullable ValueList before, @Nullable ValueList after) {}

  private void replace(S of, Change change) {
    int index = 0;
    if (change.before != null) {
      for (Object value : change.before) {
        of.values.remove(new Place(position(value), change.source, index++));
      }
    }
    index = 0;
    if (change.after != null) {
      for (Object value : change.after) {
        of.values.put(new Place(position(value), change.source, index++), value);
      }
    }
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    for (S each : kept.values()) {
      measurement.addContributions(each.values.places().size());
    }
  }
}
