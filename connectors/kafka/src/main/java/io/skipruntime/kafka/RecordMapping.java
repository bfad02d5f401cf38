package io.skipruntime.kafka;

import io.skipruntime.ExternalResource;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.connect.EntryReader;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The way from the bytes of records to keys and values of the types that a resource is used with.
 * Immutable.
 */
final class RecordMapping {

  private final TopicResource resource;
  private final EntryReader keys;
  private final EntryReader values;

  /**
   * A mapping.
   *
   * @param usedAs has the types of keys and values
   */
  RecordMapping(TopicResource resource, ExternalResource<?, ?> usedAs) {
    this.resource = resource;
    this.keys = EntryReader.of(usedAs.keyType());
    this.values = EntryReader.of(usedAs.valueType());
  }

  private static Object read(EntryReader reader, Json json) throws UnfitRecordException {
    try {
      return reader.read(json);
    } catch (DecodeException e) {
      throw new UnfitRecordException(SourceException.messageOf(e));
    }
  }

  /**
   * The key of a record, in the type of the resource.
   *
   * @param bytes the record's key
   */
  Object key(byte[] bytes) throws UnfitRecordException, SourceException {
    try {
      return read(keys, resource.keys().decode(resource.topic(), bytes));
    } catch (UnfitRecordException e) {
      throw new UnfitRecordException("the key: " + SourceException.messageOf(e));
    }
  }

  /** The key of a record of a log: partition and offset, in the type of the resource. */
  Object place(int partition, long offset) throws UnfitRecordException {
    return read(keys, Json.array(Json.of(partition), Json.of(offset)));
  }

  /**
   * The value of a record, in the type of the resource.
   *
   * @param bytes the record's value
   */
  Object value(byte[] bytes) throws UnfitRecordException, SourceException {
    try {
      return read(values, resource.values().decode(resource.topic(), bytes));
    } catch (UnfitRecordException e) {
      throw new UnfitRecordException("the value: " + SourceException.messageOf(e));
    }
  }

  /** The value of a record without one. */
  Object noValue() throws UnfitRecordException {
    return read(values, Json.NULL);
  }

  /** The place of a record, for people. */
  static String coordinates(ConsumerRecord<?, ?> each) {
    return coordinates(each.topic(), each.partition(), each.offset());
  }

  /** The place of a record, for people. */
  static String coordinates(String topic, int partition, long offset) {
    return "%s, partition %d, offset %d".formatted(topic, partition, offset);
  }
}
