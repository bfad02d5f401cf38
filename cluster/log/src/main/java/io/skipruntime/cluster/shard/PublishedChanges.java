package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.JournalRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The changes that a tick has published, as a node carries them out. */
final class PublishedChanges {

  private PublishedChanges() {}

  /** One change for each collection, under the name that the service shares it by. */
  static List<JournalRecord.Change> of(TickOutcome outcome, Plan plan) {
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
                    new CollectionId.Input(name), false, List.of(new EntryList(of))));
          }
        });
    return changes;
  }
}
