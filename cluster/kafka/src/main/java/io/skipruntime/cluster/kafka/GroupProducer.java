package io.skipruntime.cluster.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The producer of groups of records of which none is in the topic unless all before it are.
 *
 * <p>A producer of Kafka keeps the order of records and goes on after one that fails, so that the
 * topic would lack it. Here the first failure ends Kafka's producer, before that sends another
 * batch: one batch is on its way at a time, and the failure is told by the thread that would send
 * the next. The next group begins with another producer of Kafka. A transaction for each group
 * would need places of its own in the topic, and a record at a time would cost a round trip for
 * each; this costs one for each batch.
 *
 * <p>Thread-safe: one group after another.
 */
final class GroupProducer implements AutoCloseable {

  private final String topic;
  private final Supplier<KafkaProducer<byte[], byte[]>> opening;
  private volatile @Nullable Opened opened;
  private volatile boolean isClosed;

  /**
   * A producer.
   *
   * @param opening opens one of Kafka, which has one request on its way at a time
   */
  GroupProducer(String topic, Supplier<KafkaProducer<byte[], byte[]>> opening) {
    this.topic = topic;
    this.opening = opening;
  }

  /**
   * Sends a group.
   *
   * @param awaiting waits for a record, and throws if it is not there; nothing that is not on its
   *     way by then is sent any more
   * @throws IllegalStateException if this is closed
   */
  synchronized void append(List<LogMessage> records, Consumer<Future<RecordMetadata>> awaiting) {
    Opened current = usable();
    boolean isWhole = false;
    try {
      current.send(records).forEach(awaiting);
      isWhole = true;
    } finally {
      if (!isWhole) {
        current.end();
      }
    }
  }

  private Opened usable() {
    Opened current = opened;
    if (current == null || current.isEnded.get()) {
      current = new Opened(opening.get());
      opened = current;
    }
    if (isClosed) {
      current.end();
      throw new IllegalStateException("the log is closed");
    }
    return current;
  }

  /** Ends at once: what is not on its way is not sent. */
  @Override
  public void close() {
    isClosed = true;
    Opened current = opened;
    if (current != null) {
      current.end();
    }
  }

  /** A producer of Kafka that the first failure ends. */
  private final class Opened {

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicBoolean isEnded = new AtomicBoolean();

    Opened(KafkaProducer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    /** Hands records over, up to the first that is refused at once. */
    List<Future<RecordMetadata>> send(List<LogMessage> records) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (LogMessage record : records) {
        Future<RecordMetadata> each = send(record);
        sent.add(each);
        if (each.isDone() && each.state() != Future.State.SUCCESS) {
          break;
        }
      }
      return sent;
    }

    /** A record that is refused at once leaves those before it on their way. */
    private Future<RecordMetadata> send(LogMessage record) {
      Thread caller = Thread.currentThread();
      try {
        return producer.send(
            record.to(topic),
            (place, failure) -> {
              if (failure != null && Thread.currentThread() != caller) {
                end();
              }
            });
      } catch (KafkaException | IllegalStateException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    void end() {
      if (isEnded.compareAndSet(false, true)) {
        try {
          producer.close(Duration.ZERO);
        } catch (KafkaException e) {
          System.getLogger(GroupProducer.class.getName())
              .log(System.Logger.Level.DEBUG, "a producer could not be closed", e);
        }
      }
    }
  }
}
