package io.skipruntime.kafka;

/**
 * A topic whose records are the rows of a table: the value of a key is that of its last record, and
 * a record without a value deletes the key. A record without a key cannot be used. Topics with the
 * cleanup policy {@code compact} are meant for this, since Kafka keeps the last record of each of
 * their keys.
 *
 * <p>The last record is the one with the highest offset in its partition. A key that is in several
 * partitions, because their number was changed for instance, has the last record of the partition
 * whose last record has the latest time; the source warns of such keys.
 *
 * <p>Keys are texts and values JSON, unless other formats are given. Immutable; {@code with…} gives
 * a resource that differs in one thing.
 */
public final class TopicTable extends TopicResource {

  private TopicTable(String topic, Format keys, Format values, boolean isStrict) {
    super(topic, keys, values, isStrict);
  }

  /** The table of a topic. */
  public static TopicTable of(String topic) {
    return new TopicTable(topic, Formats.string(), Formats.json(), false);
  }

  /** With another format of keys than {@link Formats#string}. */
  public TopicTable withKeys(Format format) {
    return new TopicTable(topic(), format, values(), isStrict());
  }

  /** With another format of values than {@link Formats#json}. */
  public TopicTable withValues(Format format) {
    return new TopicTable(topic(), keys(), format, isStrict());
  }

  /**
   * A source that stops before a record that cannot be used, and says which one it is. Otherwise
   * the key of such a record is gone, and listed in the status of the source.
   */
  public TopicTable strict() {
    return new TopicTable(topic(), keys(), values(), true);
  }

  @Override
  String definition() {
    return "table %s %s %s".formatted(topic(), keys().describe(), values().describe());
  }
}
