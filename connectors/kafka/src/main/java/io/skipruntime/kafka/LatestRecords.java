package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.TableKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The last record of each key of a table that is read from the beginning, or of a poll of one that
 * is followed, not decoded yet: those that a later one replaces never are. For one thread.
 *
 * <ul>
 *   <li>When the records need {@code maxBytes} of memory, they are decoded and begin again.
 *   <li>They end with a table of which few records are replaced, as one that Kafka has compacted:
 *       there, to wait saves less than it costs. Then they are decoded as they come. Where polls
 *       end, it is tried again after {@code pollsToTrial} of them.
 *   <li>They are in the order in which they came, since keys that differ here may be one key of the
 *       service, such as 1.0 and 1.00.
 *   <li>{@code taken} is how many records have come since it began again.
 * </ul>
 */
final class LatestRecords {

  /** About what a record needs besides its bytes. */
  private static final int RECORD_BYTES = 200;

  private static final int POLLS_BETWEEN_TRIALS = 16;

  /** A record whose key is known. */
  private static final class Latest {
    private final byte @Nullable [] value;
    private final int partition;
    private final long offset;

    Latest(ConsumerRecord<byte[], byte[]> record) {
      this.value = record.value();
      this.partition = record.partition();
      this.offset = record.offset();
    }
  }

  private final TableContents contents;
  private final Changes target;
  private final long maxBytes;
  private final LinkedHashMap<Object, Latest> records = new LinkedHashMap<>();
  private boolean isWaiting;
  private int pollsToTrial;
  private long taken;
  private long bytes;

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
  void take(ConsumerRecord<byte[], byte[]> next) throws SourceException, RereadException {
    if (!isWaiting) {
      contents.take(next, target);
      return;
    }
    Optional<Object> key = contents.key(next, target);
    if (key.isEmpty()) {
      return;
    }
    taken++;
    bytes += size(next.value());
    Latest before = records.putLast(TableKey.held(key.get()), new Latest(next));
    if (before != null) {
      bytes -= size(before.value);
    }
    if (bytes > maxBytes) {
      isWaiting = areManyReplaced();
      decode();
    }
  }

  private boolean areManyReplaced() {
    return taken > records.size() + records.size() / 4L;
  }

  /** Ends a poll: what waits is given to the target. */
  void endPoll() throws SourceException {
    if (isWaiting) {
      isWaiting = areManyReplaced();
      pollsToTrial = POLLS_BETWEEN_TRIALS;
      decode();
    } else {
      pollsToTrial--;
      isWaiting = pollsToTrial <= 0 && contents.canWait();
    }
  }

  private static long size(byte @Nullable [] value) {
    return value == null ? RECORD_BYTES : RECORD_BYTES + (long) value.length;
  }

  /** Gives all that wait to the target, and forgets each. */
  void decode() throws SourceException {
    for (Map.Entry<Object, Latest> each = records.pollFirstEntry();
        each != null;
        each = records.pollFirstEntry()) {
      Latest last = each.getValue();
      target.put(
          TableKey.given(each.getKey()), contents.outcome(last.value, last.partition, last.offset));
    }
    taken = 0;
    bytes = 0;
  }
}
