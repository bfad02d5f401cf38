package io.skipruntime.engine;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.heap.HeapEstimate;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a service has done since it started, and what it holds now. The numbers are read one after
 * the other while the service goes on.
 *
 * @param commits transactions that were committed
 * @param rollBacks transactions that were taken back, because something failed or because they had
 *     to wait for an external source first
 * @param functionRuns how often a function ran for an entry
 * @param cutOffs how often a collection was recomputed and came out the same
 * @param waitingTransactions transactions that wait for the one that runs; an estimate
 * @param collections the inputs and what {@code createGraph} made of them, by their names
 * @param resources the open resource instances by resource, in the order of their names
 */
public record ServiceStatistics(
    long commits,
    long rollBacks,
    long functionRuns,
    long cutOffs,
    int waitingTransactions,
    List<CollectionSize> collections,
    List<ResourceSize> resources) {

  /**
   * The size of a collection, or of several that errors give the same name.
   *
   * @param name its name as errors give it
   * @param entries how many keys it has
   * @param tombstones how many deleted keys are remembered for subscribers that resume
   * @param heapBytes roughly what its entries occupy: estimated from some of them, as if no value
   *     were shared with another collection
   */
  public record CollectionSize(String name, long entries, long tombstones, long heapBytes) {

    /** The sizes of collections in a version, by their names. */
    static List<CollectionSize> of(List<CollectionNode> nodes, Version version) {
      Map<String, CollectionSize> sizes = new TreeMap<>();
      for (CollectionNode node : nodes) {
        if (version.get(node.slot()) instanceof TickMap<?, ?> map) {
          @SuppressWarnings("unchecked") // what the slots of collections hold
          TickMap<Object, ValueList> contents = (TickMap<Object, ValueList>) map;
          sizes.merge(node.describe(), of(node.describe(), contents), CollectionSize::plus);
        }
      }
      return List.copyOf(sizes.values());
    }

    private static CollectionSize of(String name, TickMap<Object, ValueList> contents) {
      return new CollectionSize(
          name, contents.size(), contents.tombstones(), HeapEstimate.of(contents));
    }

    CollectionSize plus(CollectionSize other) {
      return new CollectionSize(
          name,
          entries + other.entries,
          tombstones + other.tombstones,
          heapBytes + other.heapBytes);
    }
  }

  /**
   * The open instances of a resource.
   *
   * @param name the resource's name
   * @param instances how many there are
   * @param failed how many of them have failed and wait for a change
   * @param entries how many keys they have together
   */
  public record ResourceSize(String name, long instances, long failed, long entries) {

    ResourceSize plus(ResourceSize other) {
      return new ResourceSize(
          name, instances + other.instances, failed + other.failed, entries + other.entries);
    }
  }
}
