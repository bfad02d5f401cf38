package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A collection that is written from outside: an input of the service or an external source. */
public class InputNode extends CollectionNode {

  private final String name;
  private Map<Object, ? extends List<?>> initial;

  /**
   * An input.
   *
   * @param name how messages name it
   * @param initial its contents at first
   */
  public InputNode(String name, Map<Object, ? extends List<?>> initial) {
    super(null, 0);
    this.name = name;
    this.initial = initial;
  }

  @Override
  public String describe() {
    return name;
  }

  @Override
  protected void initialise(Transaction transaction) {
    initial.forEach((key, values) -> apply(key, valuesOrNull(values), transaction));
    initial = Map.of();
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {}

  /**
   * Writes entries; the nodes that depend on them are recomputed when the transaction propagates.
   * An input is written at most once in a transaction.
   *
   * @param entries new values by key, empty ones to remove the key
   */
  public void write(Map<Object, ? extends List<?>> entries, Transaction transaction) {
    entries.forEach((key, values) -> apply(key, valuesOrNull(values), transaction));
    transaction.applied(this);
  }

  /** Writes entries that replace all that is there. */
  public void replace(Map<Object, ? extends List<?>> entries, Transaction transaction) {
    TickMap.Cursor<Object, ValueList> present = contents().cursor();
    while (present.next()) {
      if (!entries.containsKey(present.key())) {
        apply(present.key(), null, transaction);
      }
    }
    write(entries, transaction);
  }

  private static @Nullable ValueList valuesOrNull(List<?> values) {
    return values.isEmpty() ? null : ValueList.copyOf(values);
  }
}
