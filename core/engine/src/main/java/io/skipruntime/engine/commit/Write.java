package io.skipruntime.engine.commit;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.engine.definition.EntryDecoder;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.JournalRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that one caller writes to the inputs of a service, all of them or none. They are
 * checked and decoded when they are added, and decoded again if the service was reloaded before the
 * write's turn came.
 */
public final class Write {

  /** A call of {@link #update}. */
  static final class Part {
    private final String collection;
    private final List<? extends Entry<?, ?>> given;
    private WrittenEntries entries;

    private Part(
        String collection, List<? extends Entry<?, ?>> given, ServiceDefinition definition) {
      this.collection = collection;
      this.given = given;
      this.entries = decoded(definition);
    }

    private WrittenEntries decoded(ServiceDefinition definition) {
      return EntryDecoder.decode(definition.input(collection), given);
    }

    /** The name of the input. */
    String collection() {
      return collection;
    }

    /** What is written to it. */
    WrittenEntries entries() {
      return entries;
    }
  }

  private final List<Part> parts = new ArrayList<>(1);
  private ServiceDefinition definition;

  /** A write of nothing to the inputs of the given definition. */
  public Write(ServiceDefinition definition) {
    this.definition = definition;
  }

  /**
   * Adds entries for an input collection.
   *
   * @throws UnknownCollectionException if there is no such input
   * @throws InvalidInputException if an entry is not of the input's types
   */
  public void update(String collection, List<? extends Entry<?, ?>> entries) {
    parts.add(new Part(collection, entries, definition));
  }

  /** What is written, one change for each input: of a key that is written twice the last counts. */
  public List<JournalRecord.Change> changes() {
    Map<String, WrittenEntries> all = new LinkedHashMap<>();
    for (Part part : parts) {
      all.computeIfAbsent(part.collection, name -> new WrittenEntries(part.entries.size()))
          .putAll(part.entries);
    }
    List<JournalRecord.Change> changes = new ArrayList<>(all.size());
    all.forEach((name, entries) ->
        changes.add(
            new JournalRecord.Change(
                new CollectionId.Input(name), false, List.of(entries.asBlock()))));
    return changes;
  }

  /** How many entries are written. */
  int size() {
    int size = 0;
    for (Part part : parts) {
      size += part.entries.size();
    }
    return size;
  }

  /**
   * The parts, in order, decoded for the types of a definition.
   *
   * @throws UnknownCollectionException if the definition has no such input any more
   * @throws InvalidInputException if an entry is not of the input's types any more
   */
  List<Part> partsFor(ServiceDefinition current) {
    if (current != definition) {
      for (Part part : parts) {
        part.entries = part.decoded(current);
      }
      definition = current;
    }
    return parts;
  }
}
