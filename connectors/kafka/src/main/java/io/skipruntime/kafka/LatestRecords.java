package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.CanonicalOrder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The last record of each key of a table whose contents between records are not asked for, not
 * decoded yet: those that a later one replaces never are. For one thread.
 *
 * <ul>
 *   <li>When the records need {@code maxBytes} of memory, they are decoded and begin again.
 *   <li>They end for good with a table of which few records are replaced, as one that Kafka has
 *       compacted: there, to wait saves less than it costs. Then they are decoded as they come.
 *   <li>Keys are told apart by their bytes. Several that are one key of the service, such as 1.0
 *       and 1.00, count in the order in which their last records came.
 *   <li>{@code taken} is how many records have come since they began again.
 * </ul>
 */
final class LatestRecords {

  /** About what a record needs besides the bytes of its value. */
  private static final int RECORD_BYTES = 200;

  private static final Comparator<LatestRecord> BY_TURN =
      Comparator.comparingInt(each -> each.turn);
  private static final Comparator<LatestRecord> BY_KEY =
      Comparator.<LatestRecord, Object>comparing(LatestRecords::keyOf, CanonicalOrder.INSTANCE)
          .thenComparing(BY_TURN);

  private final TableContents contents;
  private final Changes target;
  private final long maxBytes;
  private final Map<LatestRecord, LatestRecord> records = new HashMap<>();
  private final LatestRecord searching = LatestRecord.searching();
  private ValueBytes values = new ValueBytes();
  private boolean isWaiting;
  private int taken;

  /**
   * No records yet.
   *
   * @param target takes the keys, and the values of their last records
   */
  LatestRecords(TableContents contents, Changes target, long maxBytes) {
    this.contents = contents;
    this.target = target;
    this.maxBytes = maxBytes;
    this.isWaiting = contents.canWait();
  }

  /** Takes the next record of its partition. */
  void take(ConsumerRecord<ByteBuffer, ByteBuffer> next) throws SourceException, RereadException {
    ByteBuffer key = next.key();
    if (!isWaiting || key == null) {
      contents.take(next, target);
      return;
    }
    LatestRecord latest = latest(next, key);
    if (latest == null) {
      return;
    }
    replace(latest, next.value());
    latest.partition = next.partition();
    latest.offset = next.offset();
    latest.turn = taken++;
    if (bytes() > maxBytes || taken == Integer.MAX_VALUE) {
      makeRoom();
    }
  }

  /** The record of a key; null if the key cannot be used. */
  private @Nullable LatestRecord latest(ConsumerRecord<ByteBuffer, ByteBuffer> next, ByteBuffer key)
      throws SourceException, RereadException {
    searching.searchFor(key);
    LatestRecord known = records.get(searching);
    if (known != null && known.partition == next.partition()) {
      return known;
    }
    Optional<Object> decoded = contents.key(next, target);
    if (decoded.isEmpty() || known != null) {
      return known;
    }
    LatestRecord added = searching.found(decoded.get());
    records.put(added, added);
    return added;
  }

  private void replace(LatestRecord latest, @Nullable ByteBuffer value) {
    if (latest.valueLength > 0) {
      values.remove(latest.valuePlace, latest.valueLength);
    }
    latest.valueLength = LatestRecord.NO_VALUE;
    if (value != null) {
      latest.valuePlace = values.add(value);
      latest.valueLength = value.remaining();
    }
  }

  private long bytes() {
    return (long) records.size() * RECORD_BYTES + values.used();
  }

  /** Copies the values together, if most bytes were given back; else decodes all. */
  private void makeRoom() throws SourceException {
    if (values.lost() > maxBytes / 2 && taken < Integer.MAX_VALUE) {
      ValueBytes before = values;
      values = new ValueBytes();
      records
          .values()
          .forEach(each -> {
            if (each.valueLength > 0) {
              each.valuePlace = values.add(before, each.valuePlace, each.valueLength);
            }
          });
      return;
    }
    isWaiting = taken > records.size() + records.size() / 4L;
    decode();
  }

  private static Object keyOf(LatestRecord kept) {
    return Objects.requireNonNull(kept.key);
  }

  private byte @Nullable [] valueOf(LatestRecord each) {
    return each.valueLength == LatestRecord.NO_VALUE
        ? null
        : values.copy(each.valuePlace, each.valueLength);
  }

  /** Whether a key is of a class of which two are equal if they are one key of the service. */
  private static boolean isOrdered(Object key) {
    return key instanceof String || key instanceof Long;
  }

  /** Gives all that wait to the target, and forgets each. */
  void decode() throws SourceException {
    LatestRecord[] all = records.values().toArray(LatestRecord[]::new);
    boolean isByKey = Arrays.stream(all).allMatch(each -> isOrdered(keyOf(each)));
    Arrays.sort(all, isByKey ? BY_KEY : BY_TURN);
    for (int i = 0; i < all.length; i++) {
      LatestRecord each = all[i];
      Object key = keyOf(each);
      boolean isReplaced = isByKey && i + 1 < all.length && key.equals(all[i + 1].key);
      if (!isReplaced) {
        target.put(key, contents.outcome(valueOf(each), each.partition, each.offset));
      }
    }
    records.clear();
    values.clear();
    taken = 0;
  }
}
