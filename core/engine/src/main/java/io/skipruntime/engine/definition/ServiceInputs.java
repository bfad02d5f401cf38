package io.skipruntime.engine.definition;

import io.skipruntime.Entry;
import io.skipruntime.Migration;
import io.skipruntime.engine.graph.Cell;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.InputContents;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StoredCollection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a service: the node of each, what it begins with, and the contents of inputs that
 * are gone. For the transaction's thread.
 *
 * <ul>
 *   <li>Every node in {@code nodes} is referenced from here.
 *   <li>{@code setAside} has the contents of every input that some definition before named and the
 *       one of {@code nodes} does not, unless there were none.
 *   <li>{@code stored} has what a journal has of inputs, until the first definition is committed.
 * </ul>
 */
final class ServiceInputs {

  private final Cell<Map<String, InputNode>> nodes = new Cell<>(Map.of());
  private final Cell<Map<String, TickMap<Object, ValueList>>> setAside = new Cell<>(Map.of());
  private Map<String, StoredCollection> stored = Map.of();

  /** The node of each input, by name, in the order of their declaration. */
  Map<String, InputNode> nodes() {
    return nodes.get();
  }

  /** The node of an input that the definition names. */
  InputNode node(String name) {
    return Objects.requireNonNull(nodes().get(name), "the definition names every input");
  }

  /** Lets the inputs begin with what a journal has of them, and not with their initial data. */
  void restoreFrom(List<StoredCollection> contents) {
    Map<String, StoredCollection> byName = new HashMap<>();
    for (StoredCollection each : contents) {
      if (each.collection() instanceof CollectionId.Input input) {
        byName.put(input.name(), each);
      }
    }
    stored = byName;
  }

  /** What a journal has of inputs, by name. */
  Map<String, StoredCollection> stored() {
    return stored;
  }

  /** Forgets what a journal has: no more inputs begin with that. */
  void endRestoring() {
    stored = Map.of();
  }

  /** Makes a change of an input that a journal recorded part of a transaction. */
  void replay(ServiceDefinition.Input input, JournalRecord.Change change, Transaction transaction) {
    List<Entry<?, ?>> entries = new ArrayList<>();
    for (EntryBlock block : change.blocks()) {
      for (int i = 0; i < block.size(); i++) {
        entries.add(new Entry<>(block.key(i), block.values(i)));
      }
    }
    WrittenEntries decoded = EntryDecoder.decode(input, entries);
    if (change.replaces()) {
      node(input.name()).replace(decoded, transaction);
    } else {
      node(input.name()).write(decoded, transaction);
    }
  }

  /**
   * Takes the inputs of a definition in place of those of the one before. The nodes before stay
   * referenced; the caller releases them.
   */
  void build(ServiceDefinition before, ServiceDefinition next, Transaction transaction) {
    Map<String, InputNode> nodesBefore = nodes();
    Map<String, InputNode> nodesNext = new LinkedHashMap<>();
    next.inputs()
        .forEach((name, input) -> {
          InputNode node =
              nodeFor(input, before.inputs().get(name), nodesBefore.get(name), transaction);
          transaction.acquire(node);
          nodesNext.put(name, node);
        });
    setAside.set(setAsideAfter(nodesBefore, nodesNext), transaction);
    nodes.set(nodesNext, transaction);
  }

  /** The node for an input: the present one of its name, if the types of that were the same. */
  private InputNode nodeFor(
      ServiceDefinition.Input input,
      ServiceDefinition.@Nullable Input before,
      @Nullable InputNode present,
      Transaction transaction) {
    if (present != null && before != null && before.hasTypesOf(input)) {
      return present;
    }
    TickMap<Object, ValueList> contents =
        present == null ? setAside.get().get(input.name()) : present.contents();
    InputContents entries =
        contents == null ? initial(input, transaction) : InputConversion.convert(contents, input);
    return transaction.add(
        new InputNode(
            input.name(), input.keyType(), new CollectionId.Input(input.name()), entries));
  }

  /** The contents of the inputs that are not there any more, those of earlier ones included. */
  private Map<String, TickMap<Object, ValueList>> setAsideAfter(
      Map<String, InputNode> before, Map<String, InputNode> now) {
    Map<String, TickMap<Object, ValueList>> gone = new LinkedHashMap<>(setAside.get());
    before.forEach((name, node) -> {
      if (node.contents().size() > 0) {
        gone.put(name, node.contents());
      }
    });
    gone.keySet().removeAll(now.keySet());
    return gone;
  }

  /** The inputs that are gone and had contents, with the number of their keys. */
  Map<String, Integer> setAside() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    setAside.get().forEach((name, contents) -> sizes.put(name, contents.size()));
    return sizes;
  }

  private InputContents initial(ServiceDefinition.Input input, Transaction transaction) {
    StoredCollection restored = stored.get(input.name());
    if (restored == null) {
      return EntryDecoder.decode(input, input.initialData());
    }
    return input
        .migration()
        .<InputContents>map(migration -> migrated(input, migration, restored))
        .orElseGet(
            () -> new StoredContents(input, restored, transaction.graph().options().threads()));
  }

  private static WrittenEntries migrated(
      ServiceDefinition.Input input, Migration migration, StoredCollection restored) {
    MigratedContents contents = new MigratedContents(input, migration);
    for (EntryBlock block : restored.blocks()) {
      for (int i = 0; i < block.size(); i++) {
        contents.add(block.key(i), block.values(i));
      }
    }
    return contents.entries();
  }
}
