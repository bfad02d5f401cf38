package io.skipruntime.cluster.kafka;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogExtent;
import io.skipruntime.cluster.log.LogUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * A log in the only partition of a topic. The place of a record is its offset and 1. The brokers
 * put the records of all writers in one order; a record has a place when all replicas that are in
 * sync have it, and readers see no other.
 *
 * <ul>
 *   <li>Nothing but nodes writes to the topic, without transactions, and it is neither compacted
 *       nor shortened: offsets have no gaps.
 *   <li>{@code topic} knows whether the brokers can be reached; while they cannot, nothing is sent.
 * </ul>
 */
final class KafkaLog implements CommitLog {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final TopicAddress address;
  private final LogTopic topic;
  private final TopicReader reader;
  private final KafkaProducer<byte[], byte[]> producer;
  private final TopicLeader leader;
  private volatile boolean isClosed;

  private KafkaLog(TopicAddress address, LogClients clients, LogTopic topic) {
    this.address = address;
    this.topic = topic;
    this.reader = new TopicReader(clients.consumer(), address, topic);
    this.producer = clients.producer();
    this.leader = new TopicLeader(address, () -> clients.member(address.topic()));
  }

  /**
   * Opens the log, and makes its topic if that is not there.
   *
   * @throws LogUnavailableException if the brokers cannot be reached
   * @throws SkipException if the topic cannot be a log; the message says what to do
   */
  static KafkaLog open(TopicAddress address) {
    LogClients clients = new LogClients(address);
    LogTopic topic = LogTopic.open(address, clients.admin());
    try {
      return new KafkaLog(address, clients, topic);
    } catch (RuntimeException e) {
      topic.close();
      throw e;
    }
  }

  @Override
  public long append(byte[] record, long waitMillis) {
    if (isClosed) {
      throw unavailable("it is closed", false, new IllegalStateException("closed"));
    }
    topic.requireReached();
    Future<RecordMetadata> sent;
    try {
      sent = producer.send(new ProducerRecord<>(address.topic(), 0, null, record));
    } catch (KafkaException | IllegalStateException e) {
      throw unavailable(LogClients.messageOf(e), false, e);
    }
    return placeOf(sent, waitMillis);
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
      return unavailable(
          LogClients.messageOf(cause)
              + "; write in smaller parts, or raise max.message.bytes of the topic and"
              + " max.request.size of the clients",
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
    return reader.read(from, most, waitMillis);
  }

  @Override
  public long end() {
    return reader.recentEnd().orElseGet(topic::end);
  }

  @Override
  public LogExtent extent() {
    return new LogExtent(topic.start(), OptionalLong.empty(), OptionalLong.empty(), 0);
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
    producer.close(CLOSE_LIMIT);
    topic.close();
  }
}
