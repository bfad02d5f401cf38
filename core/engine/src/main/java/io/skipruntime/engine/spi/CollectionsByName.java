package io.skipruntime.engine.spi;

import java.util.List;

/**
 * Collections and their names: the inputs of a {@link NamedService}, and what it shares. Immutable.
 *
 * @param names the names, each once
 * @param collections the collections, in the order of the names
 */
public record CollectionsByName(List<String> names, List<Object> collections) {

  /** Copies of the lists, which are of one length. */
  public CollectionsByName {
    names = List.copyOf(names);
    collections = List.copyOf(collections);
    if (names.size() != collections.size()) {
      throw new IllegalArgumentException("a name for each collection");
    }
  }
}
