package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table: of each key the last record. Nothing is kept of the keys as long as they are
 * where producers put them by a rule, since no key is in two partitions then; else what each
 * partition has of each key.
 */
final class TableContents extends TopicContents {

  private final TopicTable resource;
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
    this.resource = resource;
    this.placing = placing;
    this.partitions = partitions;
    this.isMixed = placing.isMixed();
  }

  @Override
  void take(ConsumerRecord<byte[], byte[]> next, Changes changes)
      throws SourceException, RereadException {
    Optional<Object> key = key(next, changes);
    if (key.isEmpty()) {
      return;
    }
    Outcome outcome = outcome(next.value(), next.partition(), next.offset());
    changes.put(
        key.get(),
        isMixed ? origins.take(key.get(), next.partition(), next.timestamp(), outcome) : outcome);
  }

  /**
   * Whether the last record of a key is all that counts, and when it is decoded does not matter: so
   * that those before it need not be.
   */
  boolean canWait() {
    return !isMixed && !resource.isStrict() && Formats.needsOnlyBytes(resource.values());
  }

  /** The key of the next record of its partition; empty if it has no usable one. */
  Optional<Object> key(ConsumerRecord<byte[], byte[]> next, Changes changes)
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
      return Optional.empty();
    }
    if (!isMixed) {
      placing.see(bytes, next.partition(), partitions);
      if (placing.isMixed()) {
        throw new RereadException(
            "the keys of %s are not where Kafka's clients put them, and may be in several partitions"
                .formatted(next.topic()));
      }
    }
    return Optional.of(key);
  }

  /** The effect of a record on its key. */
  Outcome outcome(byte @Nullable [] value, int partition, long offset) throws SourceException {
    try {
      return value == null ? Outcome.GONE : new Outcome.Present(mapping().value(value));
    } catch (UnfitRecordException e) {
      return unusable(RecordMapping.coordinates(resource.topic(), partition, offset), e);
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
