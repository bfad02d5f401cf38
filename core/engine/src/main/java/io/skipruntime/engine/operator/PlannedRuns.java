package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.WholeCollection;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.MirroredCollection;
import io.skipruntime.engine.spi.WaveFunction;
import io.skipruntime.engine.spi.WaveRuns;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a node's turn, planned before the turn comes so that they are part of a wave.
 *
 * <ul>
 *   <li>{@code keys} and {@code values} are those of the turn; a source entry that is gone has no
 *       values and is no part of the wave.
 *   <li>{@code places} has where in {@code keys} the source entries of the wave are.
 *   <li>The plan holds for one transaction, and for the causes that it was made for: {@link
 *       #isFor}.
 * </ul>
 */
final class PlannedRuns implements WaveRuns {

  private final WaveFunction function;
  private final CollectionNode input;
  private final List<CollectionNode> collections;
  private final Object[] keys;
  private final @Nullable ValueList[] values;
  private final int[] places;
  private final Traces traces;
  private final long transaction;
  private final boolean areOfSeveralWrites;
  private final int causes;
  private final @Nullable Object[] outcomes;

  /**
   * A plan without outcomes.
   *
   * @param collections what the function captured, in its own order
   * @param causes how many nodes made the turn necessary
   */
  PlannedRuns(
      WaveFunction function,
      CollectionNode input,
      List<CollectionNode> collections,
      Object[] keys,
      @Nullable ValueList[] values,
      Traces traces,
      Transaction transaction,
      int causes) {
    this.function = function;
    this.input = input;
    this.collections = collections;
    this.keys = keys;
    this.values = values;
    this.places = present(values);
    this.traces = traces;
    this.transaction = transaction.id();
    this.areOfSeveralWrites = transaction.isOfSeveralWrites();
    this.causes = causes;
    this.outcomes = new Object[keys.length];
  }

  private static int[] present(@Nullable ValueList[] values) {
    int[] places = new int[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        places[count++] = i;
      }
    }
    return Arrays.copyOf(places, count);
  }

  /** Whether the plan is of this transaction, and nothing has made more source entries dirty. */
  boolean isFor(Transaction current, int currentCauses) {
    return transaction == current.id() && causes == currentCauses;
  }

  Object[] keys() {
    return keys;
  }

  @Nullable ValueList[] values() {
    return values;
  }

  /** What the runs gave, in the order of the keys; null for one that has not run. */
  @Nullable Object[] outcomes() {
    return outcomes;
  }

  @Override
  public WaveFunction function() {
    return function;
  }

  @Override
  public MirroredCollection input() {
    return input;
  }

  @Override
  public List<? extends MirroredCollection> collections() {
    return collections;
  }

  @Override
  public int size() {
    return places.length;
  }

  @Override
  public Object key(int index) {
    return keys[places[index]];
  }

  @Override
  public List<?> values(int index) {
    return Objects.requireNonNull(values[places[index]], "an entry of the wave has values");
  }

  @Override
  public boolean areOfSeveralWrites() {
    return areOfSeveralWrites;
  }

  @Override
  public boolean areFirst() {
    return traces.size() == 0;
  }

  @Override
  public void forEachReadBefore(int index, BiConsumer<MirroredCollection, Object> action) {
    Object[] reads = traces.of(key(index)).reads();
    for (int i = 0; i < reads.length; i += 2) {
      Node node = (Node) reads[i];
      Object key = reads[i + 1];
      if (node instanceof CollectionNode collection
          && key != WholeCollection.SIZE
          && key != WholeCollection.ANY) {
        action.accept(collection, key);
      }
    }
  }

  @Override
  public void outcome(int index, Object outcome) {
    outcomes[places[index]] = outcome;
  }
}
