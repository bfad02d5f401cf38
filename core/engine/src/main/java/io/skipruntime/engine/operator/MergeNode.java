package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.Spread;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operator {@code merge}: each key has its values in the first input, then the second, … */
final class MergeNode extends CollectionNode implements ShardedOperator {

  private final List<CollectionNode> inputs;

  private MergeNode(NodeKey key, List<CollectionNode> inputs) {
    super(key, above(inputs));
    this.inputs = inputs;
  }

  /** The node that merges {@code inputs}. */
  static MergeNode obtain(List<CollectionNode> inputs, Transaction transaction) {
    NodeKey key = new NodeKey(MergeNode.class, inputs, "");
    return transaction.obtain(key, () -> new MergeNode(key, inputs));
  }

  @Override
  public Spread spread() {
    return Spread.BY_KEY;
  }

  @Override
  public MergeNode rebuild(Rebuilding at) {
    return obtain(inputs.stream().map(at::input).toList(), at.transaction());
  }

  @Override
  public List<? extends Node> inputs() {
    return inputs;
  }

  @Override
  public @Nullable Type keyType() {
    return inputs.getFirst().keyType();
  }

  @Override
  public String describe() {
    return inputs.getFirst().describe()
        + inputs.stream()
            .skip(1)
            .map(Node::describe)
            .collect(Collectors.joining(", ", ".merge(", ")"));
  }

  @Override
  public String kind() {
    return "merge";
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    for (CollectionNode input : inputs) {
      if (input.contentsAt(reasons.moment()).containsKey(key)) {
        reasons.source(input, key);
      }
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    giveIfPresent(key, keys);
  }

  @Override
  protected void initialise(Transaction transaction) {
    for (CollectionNode input : inputs) {
      TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
      while (cursor.next()) {
        if (current(cursor.key()) == null) {
          apply(cursor.key(), merged(cursor.key()), transaction);
        }
      }
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    for (CollectionNode input : inputs) {
      Delta delta = input.delta();
      for (int i = 0; delta != null && i < delta.size(); i++) {
        apply(delta.key(i), merged(delta.key(i)), transaction);
      }
    }
  }

  private @Nullable ValueList merged(Object key) {
    ValueList only = null;
    List<Object> several = null;
    for (CollectionNode input : inputs) {
      ValueList values = input.contents().get(key);
      if (values == null) {
        continue;
      }
      if (only == null) {
        only = values;
      } else {
        if (several == null) {
          several = new ArrayList<>(only);
        }
        several.addAll(values);
      }
    }
    return several == null ? only : ValueList.copyOf(several);
  }
}
