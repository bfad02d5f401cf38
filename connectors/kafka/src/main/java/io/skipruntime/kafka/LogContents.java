package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The last records of a log. By number, they are those of each partition with the highest offsets;
 * by time, those that are not older than the latest of all by more than a time.
 *
 * <ul>
 *   <li>{@code inOrder} has the records that are kept, by partition and offset, if the bound is a
 *       number; {@code byTime} has them by time if it is a time.
 *   <li>{@code latestMillis} is the latest time of a record that was taken.
 * </ul>
 */
final class LogContents extends TopicContents {

  private record Kept(Object key, long timestamp) {}

  private final TopicLog.Bound bound;
  private final Map<Integer, ArrayDeque<Kept>> inOrder = new HashMap<>();
  private final PriorityQueue<Kept> byTime =
      new PriorityQueue<>(Comparator.comparingLong(Kept::timestamp));
  private long latestMillis = Long.MIN_VALUE;

  /** A log of which no record was taken. */
  LogContents(TopicLog resource, RecordMapping mapping) {
    super(resource, mapping);
    this.bound = resource.bound();
  }

  @Override
  void take(ConsumerRecord<byte[], byte[]> next, Changes changes) throws SourceException {
    latestMillis = Math.max(latestMillis, next.timestamp());
    if (bound instanceof TopicLog.Bound.Within within && isOlder(next.timestamp(), within)) {
      return;
    }
    Object key;
    try {
      key = mapping().place(next.partition(), next.offset());
    } catch (UnfitRecordException e) {
      throw SourceException.lasting(
          "the keys of a log are arrays of partition and offset: " + SourceException.messageOf(e));
    }
    changes.put(key, outcome(next));
    Kept kept = new Kept(key, next.timestamp());
    switch (bound) {
      case TopicLog.Bound.Within within -> byTime.add(kept);
      case TopicLog.Bound.Last last -> {
        ArrayDeque<Kept> records =
            inOrder.computeIfAbsent(next.partition(), first -> new ArrayDeque<>());
        records.add(kept);
        if (records.size() > last.count()) {
          changes.put(records.remove().key(), Outcome.GONE);
        }
      }
    }
  }

  private boolean isOlder(long timestamp, TopicLog.Bound.Within within) {
    return timestamp < latestMillis - within.millis();
  }

  private Outcome outcome(ConsumerRecord<byte[], byte[]> next) throws SourceException {
    byte[] bytes = next.value();
    try {
      return new Outcome.Present(bytes == null ? mapping().noValue() : mapping().value(bytes));
    } catch (UnfitRecordException e) {
      return unusable(next, e);
    }
  }

  @Override
  void trim(Changes changes) {
    if (bound instanceof TopicLog.Bound.Within within) {
      for (Kept oldest = byTime.peek();
          oldest != null && isOlder(oldest.timestamp(), within);
          oldest = byTime.peek()) {
        byTime.remove();
        changes.put(oldest.key(), Outcome.GONE);
      }
    }
  }

  @Override
  List<String> warnings() {
    return List.of();
  }
}
