package io.skipruntime.cluster.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record of a log as its topic has it.
 *
 * @param bytes the record, or what says where it is
 * @param isReference whether the record itself is elsewhere, as {@link LargeRecords} keeps it
 */
record LogMessage(byte[] bytes, boolean isReference) {

  private static final String REFERENCE = "skip-parts";
  private static final byte[] NOTHING = {};

  /** What a topic has. */
  static LogMessage of(ConsumerRecord<byte[], byte[]> record) {
    return new LogMessage(record.value(), record.headers().lastHeader(REFERENCE) != null);
  }

  /** What the only partition of a topic is sent. */
  ProducerRecord<byte[], byte[]> to(String topic) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, null, bytes);
    if (isReference) {
      record.headers().add(REFERENCE, NOTHING);
    }
    return record;
  }
}
