package io.skipruntime.kafka;

/**
 * A topic as a resource of a {@link KafkaService}. Immutable.
 *
 * <p>The value of a record is what the resource is used with. For a record type its components are
 * found among the members of an object by name, where case and underscores do not count; members
 * that the record does not have do not count either. Used with {@code Json}, it is all there is.
 */
public abstract sealed class TopicResource permits TopicTable, TopicLog {

  private final String topic;
  private final Format keys;
  private final Format values;
  private final boolean isStrict;

  TopicResource(String topic, Format keys, Format values, boolean isStrict) {
    if (topic.isEmpty()) {
      throw new IllegalArgumentException("a topic has a name");
    }
    this.topic = topic;
    this.keys = keys;
    this.values = values;
    this.isStrict = isStrict;
  }

  String topic() {
    return topic;
  }

  Format keys() {
    return keys;
  }

  Format values() {
    return values;
  }

  /** Whether a record that cannot be used stops the source. */
  boolean isStrict() {
    return isStrict;
  }

  /** All that decides which entries records make. */
  abstract String definition();
}
