package io.skipruntime.engine.shard;

import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.ContributedEntries;
import io.skipruntime.engine.operator.WrittenEntries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a shard was sent and that no transaction has applied yet, by feed: those of the
 * tick that is to be carried out, and of the ticks before that failed.
 */
final class Backlog {

  private final Map<Feed, WrittenEntries> entries = new LinkedHashMap<>();
  private final Map<Feed, ContributedEntries> contributions = new LinkedHashMap<>();

  void add(Feed feed, Object key, @Nullable Object source, @Nullable List<?> values) {
    ValueList list =
        values == null
            ? null
            : values instanceof ValueList known ? known : ValueList.copyOf(values);
    if (feed.role() == Role.CONTRIB) {
      contributions
          .computeIfAbsent(feed, each -> new ContributedEntries())
          .add(key, Objects.requireNonNull(source, "a contribution has a source"), list);
    } else {
      entries.computeIfAbsent(feed, each -> new WrittenEntries(8)).put(key, list);
    }
  }

  /** Keeps what is there for the next tick, whose entries take the place of those of their keys. */
  void keep() {
    contributions.values().forEach(ContributedEntries::allowRepetition);
  }

  /** The entries of a feed; none if nothing came. */
  WrittenEntries entries(Feed feed) {
    WrittenEntries known = entries.get(feed);
    return known == null ? new WrittenEntries(0) : known;
  }

  /** The contributions of a feed; none if nothing came. */
  ContributedEntries contributions(Feed feed) {
    ContributedEntries known = contributions.get(feed);
    return known == null ? new ContributedEntries() : known;
  }

  boolean isEmpty() {
    return entries.isEmpty() && contributions.isEmpty();
  }

  void clear() {
    entries.clear();
    contributions.clear();
  }
}
