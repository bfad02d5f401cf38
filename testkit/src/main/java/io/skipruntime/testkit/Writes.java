package io.skipruntime.testkit;

import io.skipruntime.Entry;
import io.skipruntime.testkit.contents.EntryText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The writes to one or several inputs in one transaction. Immutable.
 *
 * <p>Keys and values are of the types of the input, or {@code Json} that decodes into them; an
 * entry without values ({@link Entry#deleted}) deletes its key.
 */
public final class Writes {

  private final Map<String, List<Entry<?, ?>>> entries;

  private Writes(Map<String, List<Entry<?, ?>>> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** Nothing; the start of a chain of {@code and}. */
  public static Writes none() {
    return new Writes(Map.of());
  }

  /** Entries for one input. */
  public static Writes to(String collection, Entry<?, ?>... entries) {
    return none().and(collection, entries);
  }

  /** These writes and more entries for an input. */
  public Writes and(String collection, Entry<?, ?>... more) {
    return and(collection, List.of(more));
  }

  /** As {@link #and(String, Entry...)}. */
  public Writes and(String collection, List<? extends Entry<?, ?>> more) {
    Map<String, List<Entry<?, ?>>> extended = new LinkedHashMap<>(entries);
    List<Entry<?, ?>> all = new ArrayList<>(extended.getOrDefault(collection, List.of()));
    all.addAll(more);
    extended.put(collection, List.copyOf(all));
    return new Writes(extended);
  }

  /** The entries by input, in the order they were added. */
  public Map<String, List<Entry<?, ?>>> entries() {
    return entries;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Writes writes && entries.equals(writes.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** The writes as the protocol has them: {@code {"users":[[1,[…]]]}}. */
  @Override
  public String toString() {
    return entries.entrySet().stream()
        .map(each -> EntryText.of(each.getKey()) + ":" + EntryText.of(each.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
