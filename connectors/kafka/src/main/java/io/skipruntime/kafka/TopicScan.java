package io.skipruntime.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** One reading of a topic, from its earliest committed record to the last one there is. */
final class TopicScan {

  private static final Duration ASK_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL_LIMIT = Duration.ofMillis(500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private TopicScan() {}

  /**
   * Gives each record to a taker, those of a partition in their order.
   *
   * @throws org.apache.kafka.common.KafkaException if it cannot be read, or the thread was
   *     interrupted
   */
  static void read(
      KafkaClients clients, String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
    try {
      List<TopicPartition> all =
          consumer.partitionsFor(topic, ASK_LIMIT).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      if (all.isEmpty()) { // the broker that was asked does not know it yet
        throw new UnknownTopicOrPartitionException("there is no topic " + topic);
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all, ASK_LIMIT);
      while (all.stream()
          .anyMatch(each -> consumer.position(each, ASK_LIMIT) < ends.getOrDefault(each, 0L))) {
        consumer.poll(POLL_LIMIT).forEach(taker);
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }
}
