package io.skipruntime.cluster.kafka;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogExtent;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.log.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * A log in the only partition of a topic. The place of a record is its offset and 1. The brokers
 * put the records of all writers in one order; a record has a place when all replicas that are in
 * sync have it, and readers see no other.
 *
 * <ul>
 *   <li>Nothing but nodes writes to the topic, without transactions, and it is not compacted, and
 *       shortened by nodes alone, before a snapshot: offsets have no gaps.
 *   <li>A record that is too large for the topic is elsewhere ({@link LargeRecords}), and the topic
 *       has a reference at its place.
 *   <li>The log does not have the records up to {@code unneededUpTo}, whose parts are deleted when
 *       this process has read up to {@code unneededAt}, so that it knows which parts others need.
 *   <li>{@code topic} knows whether the brokers can be reached; while they cannot, nothing is sent.
 * </ul>
 */
final class KafkaLog implements CommitLog {

  private static final long SNAPSHOT_BYTES = 64L << 20;
  private static final long MOST_READ_BYTES = 32L << 20;
  private static final int OVERHEAD_BYTES = 1_024;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final TopicAddress address;
  private final LogTopic topic;
  private final TopicReader reader;
  private final KafkaProducer<byte[], byte[]> producer;
  private final GroupProducer groups;
  private final TopicLeader leader;
  private final TopicSnapshots snapshots;
  private final LogClients clients;
  private final LargeRecords large;
  private final long snapshotBytes;
  private volatile long mostBytes;
  private volatile long readUpTo;
  private long bytesSinceSnapshot;
  private long unneededUpTo;
  private long unneededAt;
  private volatile boolean isClosed;

  private KafkaLog(
      TopicAddress address,
      LogClients clients,
      LogTopic topic,
      LogTopic snapshotTopic,
      long snapshotBytes,
      long youngMillis) {
    this.address = address;
    this.topic = topic;
    this.clients = clients;
    this.large = new LargeRecords(address.beside("parts"), clients, youngMillis);
    this.snapshotBytes = snapshotBytes;
    this.reader = new TopicReader(clients.consumer(), address, topic);
    this.producer = clients.producer();
    this.groups = new GroupProducer(address.topic(), clients::groupProducer);
    this.snapshots =
        new TopicSnapshots(
            topic, snapshotTopic, address.ofSnapshots(), clients.consumer(), clients.producer());
    this.leader = new TopicLeader(address, () -> clients.member(address.topic()));
  }

  /**
   * Opens the log, and makes its topic if that is not there.
   *
   * @throws LogUnavailableException if the brokers cannot be reached
   * @throws SkipException if the topic cannot be a log; the message says what to do
   */
  static KafkaLog open(TopicAddress address) {
    return open(address, SNAPSHOT_BYTES, LargeRecords.YOUNG_MILLIS);
  }

  /**
   * As {@link #open(TopicAddress)}.
   *
   * @param snapshotBytes how many bytes of records are worth another snapshot; more if the newest
   *     snapshot is larger
   * @param youngMillis the age up to which parts of large records are kept in any case
   */
  static KafkaLog open(TopicAddress address, long snapshotBytes, long youngMillis) {
    LogClients clients = new LogClients(address);
    LogTopic topic = LogTopic.open(address, clients.admin());
    LogTopic snapshotTopic = null;
    try {
      snapshotTopic = LogTopic.open(address.ofSnapshots(), clients.admin());
      return new KafkaLog(address, clients, topic, snapshotTopic, snapshotBytes, youngMillis);
    } catch (RuntimeException e) {
      topic.close();
      if (snapshotTopic != null) {
        snapshotTopic.close();
      }
      throw e;
    }
  }

  @Override
  public long append(byte[] record, long waitMillis) {
    requireUsable();
    return placeOf(send(message(record, waitMillis)), waitMillis);
  }

  /** What the topic is to have of a record. */
  private LogMessage message(byte[] record, long waitMillis) {
    return record.length <= mostBytes()
        ? new LogMessage(record, false)
        : large.keep(record, waitMillis);
  }

  private long mostBytes() {
    long bytes = mostBytes;
    if (bytes == 0) {
      bytes = Math.min(topic.mostMessageBytes(), clients.mostRequestBytes()) - OVERHEAD_BYTES;
      mostBytes = bytes;
    }
    return bytes;
  }

  @Override
  public void appendAll(List<byte[]> records, long waitMillis) {
    requireUsable();
    try {
      List<LogMessage> messages = records.stream().map(each -> message(each, waitMillis)).toList();
      groups.append(messages, each -> placeOf(each, waitMillis));
    } catch (KafkaException | IllegalStateException e) {
      throw unavailable(LogClients.messageOf(e), false, e);
    } finally {
      reader.forgetEnd();
    }
  }

  private void requireUsable() {
    if (isClosed) {
      throw unavailable("it is closed", false, new IllegalStateException("closed"));
    }
    topic.requireReached();
  }

  private Future<RecordMetadata> send(LogMessage message) {
    try {
      return producer.send(message.to(address.topic()));
    } catch (KafkaException | IllegalStateException e) {
      throw unavailable(LogClients.messageOf(e), false, e);
    }
  }

  private long placeOf(Future<RecordMetadata> sent, long waitMillis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return sent.get(end - System.nanoTime(), TimeUnit.NANOSECONDS).offset() + 1;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      throw unavailable("no answer within " + waitMillis + " ms", true, e);
    } catch (ExecutionException e) {
      throw failureOf(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private LogUnavailableException failureOf(ExecutionException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof RecordTooLargeException) {
      mostBytes = 0; // the topic takes less than before
      return unavailable(
          LogClients.messageOf(cause)
              + "; max.message.bytes of the topic was lowered, and the next attempt heeds that",
          false,
          cause);
    }
    return unavailable(LogClients.messageOf(cause), LogClients.mayHaveBeenSent(cause), cause);
  }

  private LogUnavailableException unavailable(String why, boolean mayBeAppended, Throwable cause) {
    return new LogUnavailableException(
        address.describe() + " cannot be written: " + why, mayBeAppended, cause);
  }

  @Override
  public List<byte[]> read(long from, int most, long waitMillis) {
    List<byte[]> records = new ArrayList<>();
    long bytes = 0;
    for (LogMessage each : reader.read(from, most, waitMillis)) {
      byte[] record =
          each.isReference() ? large.read(from + records.size(), each.bytes()) : each.bytes();
      records.add(record);
      bytes += record.length;
      if (bytes > MOST_READ_BYTES) {
        break; // the reader goes back to the next one
      }
    }
    readUpTo = from + records.size() - 1;
    bytesSinceSnapshot += bytes;
    if (unneededUpTo > 0 && readUpTo >= unneededAt) {
      large.deleteUpTo(unneededUpTo); // others may have shortened the log
      unneededUpTo = 0;
    }
    return records;
  }

  @Override
  public Optional<LogSnapshot> newestSnapshot() {
    return snapshots.newestSnapshot();
  }

  @Override
  public boolean wantsSnapshot() {
    if (bytesSinceSnapshot < Math.max(snapshotBytes, snapshots.newestKnown().bytes())) {
      return false;
    }
    if (!snapshots.hasLooked()) { // others may have written one, and a larger one
      snapshots.lookSoon();
      return false;
    }
    unneededUpTo = topic.start() - 1;
    unneededAt = topic.end();
    bytesSinceSnapshot = 0;
    return true;
  }

  @Override
  public void keep(LogSnapshot snapshot) {
    long end = topic.end();
    snapshots
        .keep(snapshot)
        .ifPresent(place -> {
          if (readUpTo >= end) {
            large.deleteUpTo(place);
          }
        });
  }

  @Override
  public long end() {
    return reader.recentEnd().orElseGet(topic::end);
  }

  @Override
  public LogExtent extent() {
    return new LogExtent(
        topic.start(), OptionalLong.empty(), OptionalLong.empty(), snapshots.newestKnown().place());
  }

  @Override
  public boolean leads() {
    return leader.leads();
  }

  @Override
  public void close() {
    isClosed = true;
    leader.close();
    reader.close();
    snapshots.close();
    groups.close();
    large.close();
    producer.close(CLOSE_LIMIT);
    topic.close();
  }
}
