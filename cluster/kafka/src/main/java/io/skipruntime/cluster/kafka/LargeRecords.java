package io.skipruntime.cluster.kafka;

import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.cluster.log.LogUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a log that are larger than its topic takes. They are in parts in a topic beside
 * it, which is made when the first comes; the log has a reference in the place of each, which is
 * appended when all parts are durable. So records keep one place each, and a reader that sees the
 * reference finds the parts.
 *
 * <ul>
 *   <li>{@code known} has the references that this process has read, by their places.
 *   <li>{@code ends} has the ends that the topic had, the oldest first.
 *   <li>Parts are deleted when the log has given up their reference. Those of the last hour are
 *       not, since their reference may yet come; this process has seen the topic without them.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class LargeRecords implements AutoCloseable {

  private static final int PART_BYTES = 512 << 10;
  private static final int ID_BYTES = 16;
  private static final int MOST_BYTES = 1 << 30;
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  /** The parts of this age may have no reference yet. */
  static final long YOUNG_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final TopicAddress address;
  private final LogClients clients;
  private final long youngMillis;
  private final ConcurrentSkipListMap<Long, PartsReference> known = new ConcurrentSkipListMap<>();
  private final ArrayDeque<End> ends = new ArrayDeque<>();
  private @Nullable Opened opened;
  private volatile boolean isClosed;

  /** The end of the topic at a time. */
  private record End(long offset, long nanos) {}

  /** The clients of the topic. */
  private record Opened(
      LogTopic topic,
      KafkaConsumer<byte[], byte[]> consumer,
      KafkaProducer<byte[], byte[]> producer) {}

  /**
   * The large records of a log.
   *
   * @param address the address of the topic of parts
   * @param youngMillis the age up to which parts are kept without a reference
   */
  LargeRecords(TopicAddress address, LogClients clients, long youngMillis) {
    this.address = address;
    this.clients = clients;
    this.youngMillis = youngMillis;
  }

  private Opened opened() {
    if (isClosed) {
      throw unavailable("used", new IOException("it is closed"));
    }
    Opened known = opened;
    if (known == null) {
      LogTopic topic = LogTopic.open(address, clients.admin());
      try {
        known = new Opened(topic, clients.consumer(), clients.producer());
      } catch (RuntimeException e) {
        topic.close();
        throw e;
      }
      known.consumer().assign(List.of(topic.partition()));
      opened = known;
    }
    return known;
  }

  /**
   * Keeps a record, and waits until it is durable.
   *
   * @return what the log is to have in its place
   * @throws LogUnavailableException if it cannot be kept; the log is as it was
   */
  synchronized LogMessage keep(byte[] record, long waitMillis) {
    if (record.length > MOST_BYTES) {
      throw unavailable(
          "written",
          new IOException(
              "a record has %d bytes, and may have %d: write in smaller parts"
                  .formatted(record.length, MOST_BYTES)));
    }
    Opened at = opened();
    UUID id = UUID.randomUUID();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      for (int from = 0; from < record.length; from += PART_BYTES) {
        int size = Math.min(PART_BYTES, record.length - from);
        ByteBuffer part = ByteBuffer.allocate(ID_BYTES + size);
        part.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        part.put(record, from, size);
        sent.add(at.producer().send(new ProducerRecord<>(address.topic(), 0, null, part.array())));
      }
      long first = Long.MAX_VALUE;
      long last = 0;
      for (Future<RecordMetadata> each : sent) {
        long offset = each.get(end - System.nanoTime(), TimeUnit.NANOSECONDS).offset();
        first = Math.min(first, offset);
        last = Math.max(last, offset);
      }
      PartsReference reference =
          new PartsReference(id, first, last, record.length, PartsReference.checksum(record));
      return new LogMessage(reference.encode(), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("written", e);
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable("written", e.getCause() == null ? e : e.getCause());
    } catch (KafkaException | IllegalStateException e) {
      throw unavailable("written", e);
    }
  }

  private LogUnavailableException unavailable(String what, Throwable cause) {
    return new LogUnavailableException(
        address.describe() + " cannot be " + what + ": " + LogClients.messageOf(cause),
        false,
        cause);
  }

  /**
   * The record of a reference.
   *
   * @param place the place of the reference in the log
   * @throws LogUnavailableException if it cannot be read at present
   * @throws DamagedLogException if it is not what it was
   */
  synchronized byte[] read(long place, byte[] bytes) {
    PartsReference reference;
    try {
      reference = PartsReference.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw damaged(place, String.valueOf(e.getMessage()));
    }
    known.put(place, reference);
    byte[] record;
    try {
      record = parts(place, reference);
    } catch (KafkaException e) {
      throw unavailable("read", e);
    }
    if (record.length != reference.length()
        || PartsReference.checksum(record) != reference.checksum()) {
      throw damaged(place, "its parts are not what they were");
    }
    return record;
  }

  private DamagedLogException damaged(long place, String why) {
    return new DamagedLogException(
        "record %d is a large one, which %s does not have: %s"
            .formatted(place, address.describe(), why));
  }

  private byte[] parts(long place, PartsReference reference) {
    KafkaConsumer<byte[], byte[]> consumer = opened().consumer();
    ByteArrayOutputStream record = new ByteArrayOutputStream(reference.length());
    consumer.seek(opened().topic().partition(), reference.first());
    long progress = System.nanoTime();
    for (long next = reference.first(); next <= reference.last(); ) {
      try {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
          if (each.offset() <= reference.last() && isOf(reference.id(), each.value())) {
            record.write(each.value(), ID_BYTES, each.value().length - ID_BYTES);
          }
          next = each.offset() + 1;
          progress = System.nanoTime();
        }
      } catch (InvalidOffsetException e) {
        throw damaged(place, "its parts are deleted");
      }
      if (isClosed || System.nanoTime() - progress > STUCK_NANOS) {
        throw unavailable("read", new IOException("no part came in time"));
      }
    }
    return record.toByteArray();
  }

  private static boolean isOf(UUID id, byte @Nullable [] part) {
    if (part == null || part.length < ID_BYTES) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.wrap(part);
    return bytes.getLong() == id.getMostSignificantBits()
        && bytes.getLong() == id.getLeastSignificantBits();
  }

  /**
   * Deletes the parts that no record after a place needs. This process has read all of them that
   * the log had a moment ago. If the brokers do not do it, a warning says so, and they stay.
   */
  void deleteUpTo(long place) {
    try {
      delete(place);
    } catch (LogUnavailableException e) {
      System.getLogger(LargeRecords.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "the parts of records up to {0} cannot be deleted, so that their topic grows: {1}",
              place,
              e.getMessage());
    }
  }

  private synchronized void delete(long place) {
    if (known.headMap(place, true).isEmpty()) {
      return;
    }
    LogTopic topic = opened().topic();
    long before = oldUpTo(topic.end());
    for (PartsReference needed : known.tailMap(place, false).values()) {
      before = Math.min(before, needed.first());
    }
    if (before > 0) {
      topic.deleteBefore(before);
      known.headMap(place, true).clear();
    }
  }

  /** The offset up to which parts are not young; takes the end of the topic for later calls. */
  private long oldUpTo(long end) {
    long now = System.nanoTime();
    ends.addLast(new End(end, now));
    long old = 0;
    while (!ends.isEmpty()
        && now - ends.getFirst().nanos() >= TimeUnit.MILLISECONDS.toNanos(youngMillis)) {
      old = ends.removeFirst().offset();
    }
    if (old > 0) {
      ends.addFirst(new End(old, now - TimeUnit.MILLISECONDS.toNanos(youngMillis)));
    }
    return old;
  }

  @Override
  public void close() {
    isClosed = true;
    closeClients();
  }

  private synchronized void closeClients() {
    Opened known = opened;
    opened = null;
    if (known != null) {
      known.consumer().close();
      known.producer().close(CLOSE_LIMIT);
      known.topic().close();
    }
  }
}
