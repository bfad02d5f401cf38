package io.skipruntime.cluster.kafka;

import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.log.TrimmedLogException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A reader of a log's topic from a place on.
 *
 * <ul>
 *   <li>{@code fetched} has the records from {@code next} on that the consumer gave and that are
 *       not read yet.
 *   <li>The consumer is used with this reader's lock.
 * </ul>
 */
final class TopicReader {

  private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final long NEVER = Long.MIN_VALUE;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicAddress address;
  private final LogTopic topic;
  private final ArrayDeque<LogMessage> fetched = new ArrayDeque<>();
  private long next;
  private volatile long end;
  private volatile long endNanos = NEVER;
  private volatile boolean isClosed;

  TopicReader(KafkaConsumer<byte[], byte[]> consumer, TopicAddress address, LogTopic topic) {
    this.consumer = consumer;
    this.address = address;
    this.topic = topic;
    consumer.assign(List.of(topic.partition()));
  }

  /** As {@link io.skipruntime.cluster.log.CommitLog#read}. */
  synchronized List<LogMessage> read(long from, int most, long waitMillis) {
    if (isClosed) {
      return List.of();
    }
    if (from != next) {
      fetched.clear();
      consumer.seek(topic.partition(), from - 1);
      next = from;
    }
    if (fetched.isEmpty()) {
      fetch(Duration.ofMillis(waitMillis));
    }
    List<LogMessage> records = new ArrayList<>();
    while (records.size() < most && !fetched.isEmpty()) {
      records.add(fetched.remove());
    }
    next += records.size();
    return records;
  }

  private void fetch(Duration wait) {
    try {
      long expected = next;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
        if (record.offset() + 1 != expected || record.value() == null) {
          throw new DamagedLogException(
              "%s has no record %d of a cluster: something else writes to the topic, or deletes from it"
                  .formatted(address.describe(), expected));
        }
        fetched.add(LogMessage.of(record));
        expected++;
      }
      if (expected > next) {
        noteEnd(expected - 1);
      }
    } catch (InvalidOffsetException e) {
      throw lost(e);
    } catch (WakeupException | InterruptException e) {
      System.getLogger(TopicReader.class.getName())
          .log(System.Logger.Level.DEBUG, "the reader is to end", e);
    } catch (KafkaException e) {
      throw new LogUnavailableException(
          address.describe() + " cannot be read: " + LogClients.messageOf(e), false, e);
    }
  }

  /** Notes how far the log goes, which an answer without records does not prove. */
  private void noteEnd(long last) {
    OptionalLong lag = consumer.currentLag(topic.partition());
    if (lag.isPresent()) {
      end = last + lag.getAsLong();
      endNanos = System.nanoTime();
    }
  }

  private RuntimeException lost(InvalidOffsetException cause) {
    long start = topic.start();
    if (start > next) {
      return new TrimmedLogException(
          "%s begins at record %d now, and record %d is to be read: begin another log, and load the data into it"
              .formatted(address.describe(), start, next));
    }
    DamagedLogException damage =
        new DamagedLogException(
            "%s has %d records, and had %d: brokers have lost what they had acknowledged, or the topic was made again"
                .formatted(address.describe(), topic.end(), next - 1));
    damage.addSuppressed(cause);
    return damage;
  }

  /** The place of the last record, if that was seen in the last second. */
  OptionalLong recentEnd() {
    long seen = endNanos;
    return seen != NEVER && System.nanoTime() - seen < RECENT_NANOS
        ? OptionalLong.of(end)
        : OptionalLong.empty();
  }

  /** Forgets what was seen of the end, since this process has moved it. */
  void forgetEnd() {
    endNanos = NEVER;
  }

  /** Ends a reading that waits, and closes the consumer. */
  void close() {
    isClosed = true;
    consumer.wakeup();
    closeConsumer();
  }

  private synchronized void closeConsumer() {
    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
  }
}
