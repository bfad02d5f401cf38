package io.skipruntime.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
   * @param watch is told of each part that is read
   * @throws org.apache.kafka.common.KafkaException if it cannot be read, or the thread was
   *     interrupted
   */
  static void read(
      KafkaClients clients,
      String topic,
      Consumer<ConsumerRecord<byte[], byte[]>> taker,
      ProgressWatch watch) {
    KafkaConsumer<byte[], byte[]> consumer = clients.scanner();
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
        ConsumerRecords<byte[], byte[]> part = consumer.poll(POLL_LIMIT);
        if (!part.isEmpty()) {
          part.forEach(taker);
          watch.progress();
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }
}
