package io.skipruntime.cluster.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record of a log as its topic has it. */
final class LogMessage {

  private static final String REFERENCE = "skip-parts";
  private static final byte[] NOTHING = {};

  private final byte[] bytes;
  private final boolean isReference;

  /**
   * A message.
   *
   * @param bytes the record, or what says where it is; not changed afterwards
   * @param isReference whether the record itself is elsewhere, as {@link LargeRecords} keeps it
   */
  LogMessage(byte[] bytes, boolean isReference) {
    this.bytes = bytes;
    this.isReference = isReference;
  }

  /** The record, or what says where it is; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** Whether the record itself is elsewhere. */
  boolean isReference() {
    return isReference;
  }

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
