package io.skipruntime.engine.operator;

import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first half of a mapper's operator whose second half is in other graphs: it runs the mapper
 * over a part of the entries, and has no contents. What source entries contribute is remembered
 * with them; what of it changes in a transaction is in {@code changes} until that ends.
 */
public final class ContributionNode extends MappingNode implements OwnKeyReader {

  /**
   * A contribution that is another one now.
   *
   * @param key the key that is contributed to
   * @param source the key of the source entry
   * @param values what the source entry contributes now; null if nothing
   */
  public record Changed(Object key, Object source, @Nullable ValueList values) {}

  private final String name;
  private final String kind;
  private final List<Changed> changes = new ArrayList<>();

  private ContributionNode(
      NodeKey key, CollectionNode input, NodeFunction mapper, CollectionNode operator) {
    super(key, input, mapper, mapper.nodes());
    this.name = operator.describe();
    this.kind = operator.kind();
  }

  /** The first half of an operator that is a {@link ContributingOperator}. */
  public static ContributionNode of(CollectionNode operator, Rebuilding at) {
    MappingNode mapping = (MappingNode) operator;
    CollectionNode input = at.input(mapping.input());
    NodeFunction mapper = at.function(mapping.mapper());
    NodeKey key =
        new NodeKey(
            ContributionNode.class,
            List.of(input),
            List.of(mapper.identity(), operator.id().fingerprint()));
    return at.transaction().obtain(key, () -> new ContributionNode(key, input, mapper, operator));
  }

  /** The contributions that the running transaction changed. */
  public List<Changed> changes() {
    return changes;
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
  void contribute(
      Object key,
      Object source,
      @Nullable ValueList before,
      @Nullable ValueList values,
      Transaction transaction) {
    if (changes.isEmpty()) {
      transaction.onRollBack(changes::clear);
      transaction.afterCommit(changes::clear);
    }
    changes.add(new Changed(key, source, values));
  }

  @Override
  void settle(Transaction transaction) {
    // the contributions are settled where they are gathered
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addUnsettled(changes);
  }
}
