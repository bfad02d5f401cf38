package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The meaning of a topic's records for the entries of a collection. The records of a partition come
 * in the order of their offsets, those of different partitions in any: the contents after the same
 * records are the same. For one thread.
 */
abstract sealed class TopicContents permits TableContents, LogContents {

  private final TopicResource resource;
  private final RecordMapping mapping;

  TopicContents(TopicResource resource, RecordMapping mapping) {
    this.resource = resource;
    this.mapping = mapping;
  }

  final RecordMapping mapping() {
    return mapping;
  }

  /**
   * Takes the next record of its partition.
   *
   * @throws SourceException if the record cannot be read at present, or the resource is strict and
   *     it cannot be used; the record is not taken
   * @throws RereadException if all is to be read again
   */
  abstract void take(ConsumerRecord<byte[], byte[]> next, Changes changes)
      throws SourceException, RereadException;

  /** Removes what has fallen out of bounds. */
  abstract void trim(Changes changes);

  /** What an operator should know. */
  abstract List<String> warnings();

  /** What a record makes of its key, for people to see if it is not usable. */
  final Outcome.Unusable unusable(ConsumerRecord<?, ?> each, UnfitRecordException why)
      throws SourceException {
    return unusable(RecordMapping.coordinates(each), why);
  }

  /** As the other, for a record of which the place is known. */
  final Outcome.Unusable unusable(String coordinates, UnfitRecordException why)
      throws SourceException {
    String message = coordinates + ": " + SourceException.messageOf(why);
    if (resource.isStrict()) {
      throw SourceException.lasting(message);
    }
    return new Outcome.Unusable(message);
  }
}
