package io.skipruntime.engine;

import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.EventChannel;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.heap.HeapEstimate;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.spi.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of what a service has done since it started, and of what it holds now. The numbers are
 * read one after the other while the service goes on.
 *
 * @param commits transactions that were committed
 * @param rollBacks transactions that were taken back, because something failed or because they had
 *     to wait for an external source first
 * @param functionRuns how often a function ran for an entry
 * @param cutOffs how often a collection was recomputed and came out the same
 * @param waitingTransactions transactions that wait for the one that runs; an estimate
 * @param collections the inputs and what {@code createGraph} made of them, by their labels
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

  /** The statistics of a service with some collections, those that do not belong to instances. */
  static ServiceStatistics of(TransactionRunner runner, List<CollectionNode> collections) {
    EventChannel events = runner.events();
    return new ServiceStatistics(
        events.commits(),
        events.rollBacks(),
        events.functionRuns(),
        events.cutOffs(),
        runner.waitingThreads(),
        CollectionSize.of(
            collections, runner.graph().version(), CurrentContents.of(collections, runner)),
        ResourceSize.of(runner.instances().all(), runner.graph()));
  }

  /**
   * The size of a collection.
   *
   * @param node the identity of the collection
   * @param label the name of the collection, the same as long as the program is: the name that
   *     messages give it or, if they give several collections of the service this name, the whole
   *     identity
   * @param entries how many keys it has
   * @param tombstones how many deleted keys are remembered for subscribers that resume
   * @param heapBytes roughly what its entries occupy: estimated from some of them, as if no value
   *     were shared with another collection
   */
  public record CollectionSize(
      NodeId node, String label, long entries, long tombstones, long heapBytes) {

    /** The sizes of collections in a version, by their labels. */
    static List<CollectionSize> of(
        List<CollectionNode> nodes, Version version, CurrentContents current) {
      Map<String, Long> times =
          nodes.stream()
              .collect(Collectors.groupingBy(node -> node.id().name(), Collectors.counting()));
      List<CollectionSize> sizes = new ArrayList<>();
      for (CollectionNode node : nodes) {
        NodeId id = node.id();
        boolean isUnique = times.getOrDefault(id.name(), 0L) == 1;
        String label = isUnique ? id.name() : id.toString();
        switch (version.get(node.slot())) {
          case TickMap<?, ?> map -> {
            @SuppressWarnings("unchecked") // what the slots of collections hold
            TickMap<Object, ValueList> contents = (TickMap<Object, ValueList>) map;
            sizes.add(of(id, label, contents));
          }
          case CollectionNode unread -> sizes.add(ofUnread(unread, label, current.of(unread)));
          case null, default -> {
            // not there yet
          }
        }
      }
      sizes.sort(Comparator.comparing(CollectionSize::label));
      return List.copyOf(sizes);
    }

    /**
     * The size of a collection of which versions have no contents.
     *
     * @param contents null while a transaction runs: then it is what the collection has in the
     *     middle of that, with the estimate of the last time
     */
    private static CollectionSize ofUnread(
        CollectionNode node, String label, @Nullable TickMap<Object, ValueList> contents) {
      if (contents == null) {
        TickMap<Object, ValueList> changing = node.contents();
        return new CollectionSize(
            node.id(), label, changing.size(), changing.tombstones(), node.lastEstimate());
      }
      CollectionSize size = of(node.id(), label, contents);
      node.estimated(size.heapBytes());
      return size;
    }

    private static CollectionSize of(
        NodeId node, String label, TickMap<Object, ValueList> contents) {
      return new CollectionSize(
          node, label, contents.size(), contents.tombstones(), HeapEstimate.of(contents));
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

    /** The sizes of instances, by resource. */
    static List<ResourceSize> of(Set<ResourceInstance> instances, Graph graph) {
      Map<String, ResourceSize> sizes = new TreeMap<>();
      for (ResourceInstance instance : instances) {
        String name = instance.key().resource();
        instance
            .snapshot(graph)
            .map(snapshot ->
                new ResourceSize(
                    name, 1, snapshot.failure().isPresent() ? 1 : 0, snapshot.contents().size()))
            .ifPresent(size -> sizes.merge(name, size, ResourceSize::plus));
      }
      return List.copyOf(sizes.values());
    }

    ResourceSize plus(ResourceSize other) {
      return new ResourceSize(
          name, instances + other.instances, failed + other.failed, entries + other.entries);
    }
  }
}
