package io.skipruntime.engine.definition;

import io.skipruntime.EagerCollection;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.PublishedNode;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StoredCollection;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The collections that a service shares, on a node where another process computes them: what that
 * process publishes is written to them. Keys and values come as the collections have them, not as
 * JSON.
 *
 * <ul>
 *   <li>{@code nodes} has a node for each shared collection, by the name of its component. Two
 *       names of one collection have one node.
 * </ul>
 */
final class PublishedCollections {

  private final DescribedGraph described;
  private final SequencedMap<String, InputNode> nodes = new LinkedHashMap<>();

  /**
   * Collections that begin with what there is of them, in a transaction that is their nodes' first.
   *
   * @param stored what there is, by name; the rest is empty
   */
  PublishedCollections(
      DescribedGraph described, Map<String, StoredCollection> stored, Transaction transaction) {
    this.described = described;
    IdentityHashMap<CollectionNode, InputNode> made = new IdentityHashMap<>();
    described
        .shared()
        .forEach((name, planned) -> {
          InputNode node = made.get(planned);
          if (node == null) {
            WrittenEntries initial = contents(stored.get(name));
            node = transaction.add(new PublishedNode(planned, name, initial));
            made.put(planned, node);
          }
          nodes.put(name, node);
        });
  }

  private static WrittenEntries contents(@Nullable StoredCollection stored) {
    return stored == null ? new WrittenEntries(0) : entries(stored.blocks());
  }

  private static WrittenEntries entries(Iterable<EntryBlock> blocks) {
    WrittenEntries entries = new WrittenEntries(8);
    for (EntryBlock block : blocks) {
      for (int i = 0; i < block.size(); i++) {
        List<?> values = block.values(i);
        entries.put(block.key(i), values.isEmpty() ? null : ValueList.copyOf(values));
      }
    }
    return entries;
  }

  /** Writes what was published of one of them. */
  void write(String name, JournalRecord.Change change, Transaction transaction) {
    InputNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException("the service shares no " + name);
    }
    node.write(entries(change.blocks()), transaction);
  }

  /** The record that resources are built from, as a function of an evaluation sees it. */
  Record shared(Evaluation evaluation) {
    Map<String, EagerCollection<?, ?>> handles = new LinkedHashMap<>();
    nodes.forEach((name, node) -> handles.put(name, new EagerHandle<>(node, evaluation)));
    return described.sharedOver(handles);
  }

  /** The inputs as a command sees them: with contents where they are shared as they are. */
  Map<String, EagerCollection<?, ?>> inputs(Evaluation evaluation) {
    Map<String, EagerCollection<?, ?>> handles = new LinkedHashMap<>();
    described
        .inputs()
        .forEach((name, planned) -> {
          InputNode node = copyOf(planned);
          handles.put(
              name, node == null ? AbsentInput.of(name) : new EagerHandle<>(node, evaluation));
        });
    return handles;
  }

  private @Nullable InputNode copyOf(CollectionNode planned) {
    for (Map.Entry<String, CollectionNode> each : described.shared().entrySet()) {
      if (each.getValue() == planned) {
        return nodes.get(each.getKey());
      }
    }
    return null;
  }

  /** The name of the input that a node has the contents of; null if it has those of none. */
  @Nullable String inputNameOf(CollectionNode node) {
    for (Map.Entry<String, CollectionNode> each : described.inputs().entrySet()) {
      if (copyOf(each.getValue()) == node) {
        return each.getKey();
      }
    }
    return null;
  }

  /** The nodes by name, in the order of their declaration. */
  SequencedMap<String, InputNode> byName() {
    return nodes;
  }

  /** The nodes, each once. */
  Collection<InputNode> nodes() {
    return List.copyOf(new LinkedHashSet<>(nodes.values()));
  }

  /** Whether an input can be read: whether it is shared as it is, under its own name. */
  boolean hasInput(String name) {
    CollectionNode input = described.inputs().get(name);
    return input != null && input == described.shared().get(name);
  }
}
