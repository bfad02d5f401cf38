package io.skipruntime.benchmarks.kafka;

import io.skipruntime.benchmarks.kafka.AmountsService.Amount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** A reader of a topic, which takes each record of it. */
enum TopicReader {
  /** A consumer that does nothing with records. */
  BARE("bare consumer"),
  /** A consumer that decodes keys and values, and keeps the last value of each key in a map. */
  BY_HAND("Jackson, HashMap"),
  /** A table of a service. */
  SKIP("Skip");

  private static final Duration POLL_LIMIT = Duration.ofMillis(100);
  private static final long LIMIT_MILLIS = 600_000;
  private static final ObjectReader AMOUNTS = JsonMapper.shared().readerFor(Amount.class);

  private final String description;

  TopicReader(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }

  /**
   * Reads so many records with a client of Kafka.
   *
   * @throws IllegalStateException if they do not come, or do not have so many keys
   */
  void consume(Topics topics, String topic, long records, int keys) {
    if (this == BARE) {
      consume(topics, topic, records, each -> {});
      return;
    }
    Map<String, Amount> table = new HashMap<>();
    consume(topics, topic, records, each -> keep(each, table));
    if (table.size() != keys) {
      throw new IllegalStateException(table.size() + " keys were read");
    }
  }

  private static void keep(ConsumerRecord<byte[], byte[]> each, Map<String, Amount> table) {
    String key = new String(each.key(), StandardCharsets.UTF_8);
    byte[] value = each.value();
    if (value == null) {
      table.remove(key);
    } else {
      table.put(key, AMOUNTS.readValue(value));
    }
  }

  private static void consume(
      Topics topics, String topic, long count, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer(topic)) {
      for (long left = count; left > 0; ) {
        var records = consumer.poll(POLL_LIMIT);
        records.forEach(taker);
        left -= records.count();
        if (System.nanoTime() > end) {
          throw new IllegalStateException(left + " of " + count + " records did not come");
        }
      }
    }
  }
}
