package io.skipruntime.cluster.kafka;

import io.skipruntime.cluster.log.LogUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The membership in the group of those nodes that may read external sources: the brokers give the
 * only partition of the log to one of them at a time. It reads no records in this way. Thread-safe.
 */
final class TopicLeader implements AutoCloseable {

  private final TopicAddress address;
  private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
  private @Nullable KafkaConsumer<byte[], byte[]> member;
  private boolean isClosed;

  /**
   * No member yet.
   *
   * @param consumers makes a consumer of the group
   */
  TopicLeader(TopicAddress address, Supplier<KafkaConsumer<byte[], byte[]>> consumers) {
    this.address = address;
    this.consumers = consumers;
  }

  /**
   * Becomes a member if it is none, and says whether it has the partition.
   *
   * @throws LogUnavailableException if the brokers cannot be asked
   */
  synchronized boolean leads() {
    if (isClosed) {
      return false;
    }
    KafkaConsumer<byte[], byte[]> asking = member;
    try {
      if (asking == null) {
        asking = consumers.get();
        asking.subscribe(List.of(address.topic()));
        member = asking;
      }
      asking.pause(asking.assignment());
      var unused = asking.poll(Duration.ZERO);
      asking.pause(asking.assignment());
      return !asking.assignment().isEmpty();
    } catch (KafkaException e) {
      leave();
      throw new LogUnavailableException(
          address.describe()
              + " does not say who reads external sources: "
              + LogClients.messageOf(e),
          false,
          e);
    }
  }

  private void leave() {
    KafkaConsumer<byte[], byte[]> leaving = member;
    member = null;
    if (leaving != null) {
      try {
        leaving.close();
      } catch (KafkaException e) {
        System.getLogger(TopicLeader.class.getName())
            .log(System.Logger.Level.DEBUG, "the brokers are not told that a node leaves", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    leave();
  }
}
