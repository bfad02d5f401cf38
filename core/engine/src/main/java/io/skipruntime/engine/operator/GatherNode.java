package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a mapper's operator whose first half runs in other graphs: each key has what
 * source entries contributed to it, in the order of the source keys. It is written from outside; a
 * changed contribution costs what it costs {@code map}.
 */
public final class GatherNode extends CollectionNode {

  private final String name;
  private final String kind;
  private final @Nullable Type keyType;
  private final GroupedContributions grouped =
      new GroupedContributions(this, this::apply, this::applyDifferent);
  private @Nullable ContributedEntries initial;

  /**
   * The second half of an operator.
   *
   * @param operator the operator in the graph that says what is computed
   * @param initial what is contributed at first
   */
  public GatherNode(CollectionNode operator, ContributedEntries initial) {
    super(null, 0);
    this.name = operator.describe();
    this.kind = operator.kind();
    this.keyType = operator.keyType();
    this.initial = initial;
  }

  @Override
  public @Nullable Type keyType() {
    return keyType;
  }

  @Override
  public String describe() {
    return name;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    // what contributes is elsewhere
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    // it depends on nothing here
  }

  @Override
  protected void initialise(Transaction transaction) {
    ContributedEntries contents = initial;
    if (contents != null) {
      contribute(contents, transaction);
      initial = null;
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {}

  /** Writes contributions, at most once in a transaction; those that are there change nothing. */
  public void write(ContributedEntries entries, Transaction transaction) {
    contribute(entries, transaction);
    transaction.applied(this);
  }

  private void contribute(ContributedEntries entries, Transaction transaction) {
    entries.forEach((key, source, values) -> grouped.write(key, source, values, transaction));
    grouped.settle(transaction);
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    grouped.measure(measurement);
  }
}
