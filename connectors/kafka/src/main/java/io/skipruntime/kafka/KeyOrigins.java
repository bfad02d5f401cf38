package io.skipruntime.kafka;

import io.skipruntime.json.Json;
import io.skipruntime.json.TableKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last record that each partition has of each key, for topics that may have a key in several
 * partitions. Offsets of different partitions cannot be compared, so the last record of the key is
 * that of the partition whose last record has the latest time; of equal times, that of the higher
 * partition. For one thread.
 *
 * <ul>
 *   <li>Records that delete a key are kept, too, since they may be later than others to come.
 *   <li>{@code severals} is the number of keys that are in several partitions, {@code such} one of
 *       them.
 * </ul>
 */
final class KeyOrigins {

  private record Origin(int partition, long timestamp, Outcome outcome) {

    boolean isLaterThan(Origin other) {
      return timestamp == other.timestamp
          ? partition > other.partition
          : timestamp > other.timestamp;
    }
  }

  private final Map<Object, List<Origin>> origins = new HashMap<>();
  private long severals;
  private String such = "";

  /** Takes the next record of its partition; gives what its key has now. */
  Outcome take(Object key, int partition, long timestamp, Outcome outcome) {
    List<Origin> known = origins.computeIfAbsent(TableKey.held(key), first -> new ArrayList<>(1));
    boolean becomesSeveral = known.size() == 1 && known.getFirst().partition() != partition;
    known.removeIf(each -> each.partition() == partition);
    known.add(new Origin(partition, timestamp, outcome));
    Origin last = known.getFirst();
    for (Origin each : known) {
      last = each.isLaterThan(last) ? each : last;
    }
    if (becomesSeveral) {
      noteSeveral(key);
    }
    return last.outcome();
  }

  private void noteSeveral(Object key) {
    if (such.isEmpty()) {
      such = Json.from(key).toString();
    }
    severals++;
  }

  /** What an operator should know of keys that are in several partitions. */
  List<String> warnings() {
    return severals == 0
        ? List.of()
        : List.of(
            "%d keys are in several partitions, such as %s; of each the record with the latest time counts"
                .formatted(severals, such));
  }
}
