package io.skipruntime.kafka;

import java.time.Duration;

/**
 * A topic whose last records are the entries of a collection: the key is the array of partition and
 * offset, the value is that of the record. What falls out of the bound is deleted by the commit
 * that brings what pushes it out. A record without a value has {@code null}, where the type that
 * the resource is used with has room for that; a record that cannot be used counts, too.
 *
 * <p>Values are JSON, unless another format is given. The last 10,000 records of each partition are
 * kept, unless another bound is given. Immutable; {@code with…} gives a resource that differs in
 * one thing.
 */
public final class TopicLog extends TopicResource {

  private static final long DEFAULT_COUNT = 10_000;
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Bound bound;

  /** The limit of what is kept. */
  sealed interface Bound {

    /** The last records of each partition. */
    record Last(long count) implements Bound {}

    /** The records that are not older than the latest one of the topic by more than a time. */
    record Within(long millis) implements Bound {}
  }

  private TopicLog(String topic, Format values, Bound bound, boolean isStrict) {
    super(topic, Formats.bytes(), values, isStrict);
    this.bound = bound;
  }

  /** The last records of a topic. */
  public static TopicLog of(String topic) {
    return new TopicLog(topic, Formats.json(), new Bound.Last(DEFAULT_COUNT), false);
  }

  /** With another format of values than {@link Formats#json}. */
  public TopicLog withValues(Format format) {
    return new TopicLog(topic(), format, bound, isStrict());
  }

  /**
   * With the last records of each partition, in place of another bound.
   *
   * @throws IllegalArgumentException if that is less than one
   */
  public TopicLog withLast(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1: " + count);
    }
    return new TopicLog(topic(), values(), new Bound.Last(count), isStrict());
  }

  /**
   * With the records that are not older than the latest record of the topic by more than a time, as
   * the times of the records say, in place of another bound. The time of day does not count: while
   * no record comes, none goes. A time of more than 36,500 days is one of as many.
   *
   * @throws IllegalArgumentException if that is less than a millisecond
   */
  public TopicLog withinLast(Duration time) {
    if (time.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("a time must be at least a millisecond: " + time);
    }
    long millis = (time.compareTo(LONGEST) > 0 ? LONGEST : time).toMillis();
    return new TopicLog(topic(), values(), new Bound.Within(millis), isStrict());
  }

  /**
   * A source that stops before a record that cannot be used, and says which one it is. Otherwise
   * such a record is listed in the status of the source.
   */
  public TopicLog strict() {
    return new TopicLog(topic(), values(), bound, true);
  }

  Bound bound() {
    return bound;
  }

  @Override
  String definition() {
    return "log %s %s %s".formatted(topic(), values().describe(), bound);
  }
}
