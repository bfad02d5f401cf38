package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The rows of a table: of each key the last record. Nothing is kept of the keys as long as they are
 * where producers put them by a rule, since no key is in two partitions then; else what each
 * partition has of each key.
 */
final class TableContents extends TopicContents {

  private final KeyPlacing placing;
  private final int partitions;
  private final KeyOrigins origins = new KeyOrigins();
  private final boolean isMixed;

  /**
   * A table of which no record was taken, or one that goes on with more.
   *
   * @param placing of the records that were taken
   * @param partitions how many the topic has
   */
  TableContents(TopicTable resource, RecordMapping mapping, KeyPlacing placing, int partitions) {
    super(resource, mapping);
    this.placing = placing;
    this.partitions = partitions;
    this.isMixed = placing.isMixed();
  }

  @Override
  void take(ConsumerRecord<byte[], byte[]> next, Changes changes)
      throws SourceException, RereadException {
    byte[] bytes = next.key();
    Object key;
    try {
      if (bytes == null) {
        throw new UnfitRecordException("a row of a table needs a key, and the record has none");
      }
      key = mapping().key(bytes);
    } catch (UnfitRecordException e) {
      changes.put(RecordMapping.coordinates(next), unusable(next, e));
      return;
    }
    Outcome outcome = outcome(next);
    if (isMixed) {
      changes.put(key, origins.take(key, next.partition(), next.timestamp(), outcome));
      return;
    }
    placing.see(bytes, next.partition(), partitions);
    if (placing.isMixed()) {
      throw new RereadException(
          "the keys of %s are not where Kafka's clients put them, and may be in several partitions"
              .formatted(next.topic()));
    }
    changes.put(key, outcome);
  }

  private Outcome outcome(ConsumerRecord<byte[], byte[]> next) throws SourceException {
    byte[] bytes = next.value();
    try {
      return bytes == null ? Outcome.GONE : new Outcome.Present(mapping().value(bytes));
    } catch (UnfitRecordException e) {
      return unusable(next, e);
    }
  }

  @Override
  void trim(Changes changes) {
    // a table has no bound
  }

  @Override
  List<String> warnings() {
    return origins.warnings();
  }
}
