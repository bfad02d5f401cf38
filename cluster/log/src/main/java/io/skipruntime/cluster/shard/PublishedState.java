package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.ResumeMark;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state that a node begins with: what the first tick has published.
 *
 * @param tick the tick
 * @param changes the entries, by shared collection
 */
record PublishedState(long tick, List<JournalRecord.Change> changes) implements State {

  /** Some entries as a block. */
  private record Block(List<Entry<Object, Object>> entries) implements EntryBlock {

    @Override
    public int size() {
      return entries.size();
    }

    @Override
    public Object key(int index) {
      return entries.get(index).key();
    }

    @Override
    public List<?> values(int index) {
      return entries.get(index).values();
    }
  }

  /**
   * What a tick has published, as a node carries it out: one change for each collection, under the
   * name that the service shares it by.
   */
  static List<JournalRecord.Change> changes(TickOutcome outcome, Plan plan) {
    if (!(outcome instanceof TickOutcome.Published published) || published.changes().isEmpty()) {
      return List.of();
    }
    Map<Integer, List<Entry<Object, Object>>> entries = new LinkedHashMap<>();
    for (TickOutcome.Change each : published.changes()) {
      List<?> values = each.values();
      entries
          .computeIfAbsent(each.collection(), collection -> new ArrayList<>())
          .add(new Entry<>(each.key(), values == null ? List.of() : List.copyOf(values)));
    }
    List<JournalRecord.Change> changes = new ArrayList<>();
    plan.shared()
        .forEach((name, collection) -> {
          List<Entry<Object, Object>> of = entries.remove(collection);
          if (of != null) {
            changes.add(
                new JournalRecord.Change(
                    new CollectionId.Input(name), false, List.of(new Block(of))));
          }
        });
    return changes;
  }

  @Override
  public long millis() {
    return 0;
  }

  @Override
  public List<StoredCollection> collections() {
    return changes.stream().map(PublishedState::stored).toList();
  }

  private static StoredCollection stored(JournalRecord.Change change) {
    long size = 0;
    for (EntryBlock block : change.blocks()) {
      size += block.size();
    }
    return new StoredCollection(change.collection(), size, change.blocks());
  }

  @Override
  public Map<StreamId, Json> positions() {
    return Map.of();
  }

  @Override
  public List<JournalRecord.LeaseOpened> leases() {
    return List.of();
  }

  @Override
  public List<ResumeMark> resumeMarks() {
    return List.of();
  }

  @Override
  public List<StoredOutput> outputs() {
    return List.of();
  }

  @Override
  public void close() {}
}
