package io.skipruntime.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedTable;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * A topology of Kafka Streams in its test driver, which runs it on the caller's thread without a
 * broker. Its stores are in memory, without caches, as each write is to have its result.
 */
final class KafkaStreamsFlow implements Flow {

  private static final Serde<NavigableMap<Long, Integer>> COUNTS =
      Serdes.serdeFrom(
          (topic, counts) -> bytes(counts), (topic, bytes) -> counts(ByteBuffer.wrap(bytes)));

  private static final Serde<Row> ROWS =
      Serdes.serdeFrom(
          (topic, row) ->
              ByteBuffer.allocate(2 * Long.BYTES)
                  .putLong(row.reference())
                  .putLong(row.value())
                  .array(),
          (topic, bytes) -> {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Row(buffer.getLong(), buffer.getLong());
          });

  private final TopologyTestDriver driver;
  private final TestInputTopic<Long, Row> rows;
  private final TestInputTopic<Long, Long> targets;
  private final TestOutputTopic<Long, Long> output;

  /** A value with what it refers to. */
  private record Row(long reference, long value) {}

  KafkaStreamsFlow(PeerTask.Kind kind) {
    StreamsBuilder builder = new StreamsBuilder();
    KTable<Long, Row> written =
        builder.table("rows", Consumed.with(Serdes.Long(), ROWS), stored("rows", ROWS));
    KTable<Long, Long> referredTo =
        builder.table(
            "targets",
            Consumed.with(Serdes.Long(), Serdes.Long()),
            stored("targets", Serdes.Long()));
    results(kind, written, referredTo)
        .toStream()
        .to("results", Produced.with(Serdes.Long(), Serdes.Long()));
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "peers");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    driver = new TopologyTestDriver(builder.build(), properties);
    rows = driver.createInputTopic("rows", new LongSerializer(), ROWS.serializer());
    targets = driver.createInputTopic("targets", new LongSerializer(), new LongSerializer());
    output = driver.createOutputTopic("results", new LongDeserializer(), new LongDeserializer());
  }

  private static KTable<Long, Long> results(
      PeerTask.Kind kind, KTable<Long, Row> rows, KTable<Long, Long> targets) {
    return switch (kind) {
      case MAPS ->
          rows.mapValues(row -> row.value() + 1)
              .mapValues(value -> value * 2)
              .mapValues(value -> value + 1, stored("tail", Serdes.Long()));
      case SUM ->
          grouped(rows)
              .reduce(Long::sum, (sum, value) -> sum - value, stored("sums", Serdes.Long()));
      case MAX ->
          grouped(rows)
              .<NavigableMap<Long, Integer>>aggregate(
                  TreeMap::new,
                  (group, value, counts) -> {
                    Multisets.add(counts, value);
                    return counts;
                  },
                  (group, value, counts) -> {
                    Multisets.remove(counts, value);
                    return counts;
                  },
                  stored("counts", COUNTS))
              .mapValues(NavigableMap::lastKey);
      case LOOKUP ->
          rows.join(
              targets,
              Row::reference,
              (row, target) -> row.value() + target,
              stored("joined", Serdes.Long()));
    };
  }

  private static KGroupedTable<Long, Long> grouped(KTable<Long, Row> rows) {
    return rows.groupBy(
        (key, row) -> KeyValue.pair(key % PeerTask.GROUPS, row.value()),
        Grouped.with(Serdes.Long(), Serdes.Long()));
  }

  private static <V> Materialized<Long, V, KeyValueStore<Bytes, byte[]>> stored(
      String name, Serde<V> values) {
    return Materialized.<Long, V>as(Stores.inMemoryKeyValueStore(name))
        .withKeySerde(Serdes.Long())
        .withValueSerde(values)
        .withLoggingDisabled()
        .withCachingDisabled();
  }

  private static byte[] bytes(NavigableMap<Long, Integer> counts) {
    ByteBuffer buffer = ByteBuffer.allocate(counts.size() * (Long.BYTES + Integer.BYTES));
    for (Map.Entry<Long, Integer> count : counts.entrySet()) {
      buffer.putLong(count.getKey()).putInt(count.getValue());
    }
    return buffer.array();
  }

  private static NavigableMap<Long, Integer> counts(ByteBuffer bytes) {
    NavigableMap<Long, Integer> counts = new TreeMap<>();
    while (bytes.hasRemaining()) {
      counts.put(bytes.getLong(), bytes.getInt());
    }
    return counts;
  }

  @Override
  public long write(List<Write> writes) {
    for (Write write : writes) {
      if (write.isOfTarget()) {
        targets.pipeInput(write.key(), write.value());
      } else {
        rows.pipeInput(write.key(), new Row(write.reference(), write.value()));
      }
    }
    long sum = 0;
    while (!output.isEmpty()) {
      KeyValue<Long, Long> result = output.readKeyValue();
      sum += result.key + result.value;
    }
    return sum;
  }

  @Override
  public void close() {
    driver.close();
  }
}
