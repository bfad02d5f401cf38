package io.skipruntime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The contents of input collections when a service starts, by name of the collection. Immutable.
 */
public final class InitialData {

  private static final InitialData EMPTY = new InitialData(new LinkedHashMap<>());

  private final SequencedMap<String, List<Entry<?, ?>>> collections;

  private InitialData(SequencedMap<String, List<Entry<?, ?>>> collections) {
    this.collections = collections;
  }

  /** No contents. */
  public static InitialData empty() {
    return EMPTY;
  }

  /**
   * The contents of one collection.
   *
   * @param collection name of the input collection
   * @param entries keys and values of the types of the collection, or {@code Json} that decodes
   *     into them
   */
  public static InitialData of(String collection, Entry<?, ?>... entries) {
    return EMPTY.with(collection, entries);
  }

  /** These contents and more entries for the named collection. */
  public InitialData with(String collection, Entry<?, ?>... entries) {
    return with(collection, List.of(entries));
  }

  /** These contents and more entries for the named collection. */
  public InitialData with(String collection, List<? extends Entry<?, ?>> entries) {
    SequencedMap<String, List<Entry<?, ?>>> extended = new LinkedHashMap<>(collections);
    List<Entry<?, ?>> all = new ArrayList<>(extended.getOrDefault(collection, List.of()));
    all.addAll(entries);
    extended.put(collection, List.copyOf(all));
    return new InitialData(extended);
  }

  /** The entries by name of the collection. */
  public Map<String, List<Entry<?, ?>>> collections() {
    return Map.copyOf(collections);
  }
}
