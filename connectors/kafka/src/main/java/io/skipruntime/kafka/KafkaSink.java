package io.skipruntime.kafka;

import io.skipruntime.Sink;
import io.skipruntime.SinkException;
import java.util.Optional;

/**
 * A sink that keeps a topic equal to a resource: a record for each key that changes, without value
 * if the key is gone. The last record of each key of the topic is the resource, and nothing else
 * writes to it. The headers {@code skip-epoch} and {@code skip-tick} of a record say which state it
 * is of.
 *
 * <ul>
 *   <li>Records are written by an idempotent producer, and a batch is acknowledged when all brokers
 *       that are to have its records do. After a failure records may be there twice.
 *   <li>With {@link #withTransactions} a batch is one transaction, together with the position.
 *       Consumers that read what is committed see every state at most once, and those of one commit
 *       together; a process that was replaced by another one, and goes on, cannot write any more.
 *   <li>A resync reads the topic, and writes what differs: other values, and that keys are gone.
 *   <li>A key with several values, one that its format has no bytes for, and one whose record is
 *       larger than the brokers take are listed as refused. Such a key has no value in the topic.
 * </ul>
 *
 * <p>Before anything is written the topic is looked at: it is there, its {@code cleanup.policy} is
 * {@code compact}, and the user may write. A message says what to do otherwise, and the topic is
 * looked at again later. The number of its partitions stays as it is: a key that moved to another
 * partition would leave its last record in the one before.
 *
 * <p>Immutable, {@code with…} gives a sink that differs in one thing; for any number of services,
 * of which each has topics of its own.
 */
public final class KafkaSink implements Sink {

  /** How a topic is made that is not there. */
  record Creation(int partitions, Optional<Short> replicas) {}

  /** All that makes up a sink, except for where it is. */
  private record Settings(
      Format keys,
      Format values,
      Optional<Creation> creation,
      boolean allowsDeletion,
      boolean isTransactional) {}

  private final KafkaOptions options;
  private final String topic;
  private final Settings settings;

  private KafkaSink(KafkaOptions options, String topic, Settings settings) {
    this.options = options;
    this.topic = topic;
    this.settings = settings;
  }

  /** A sink of a topic. Keys are texts and values JSON, unless other formats are given. */
  public static KafkaSink of(KafkaOptions options, String topic) {
    if (topic.isEmpty()) {
      throw new IllegalArgumentException("a topic has a name");
    }
    return new KafkaSink(
        options,
        topic,
        new Settings(Formats.string(), Formats.json(), Optional.empty(), false, false));
  }

  private KafkaSink with(Settings changed) {
    return new KafkaSink(options, topic, changed);
  }

  /** With another format of keys than {@link Formats#string}. */
  public KafkaSink withKeys(Format format) {
    return with(
        new Settings(
            format,
            settings.values,
            settings.creation,
            settings.allowsDeletion,
            settings.isTransactional));
  }

  /** With another format of values than {@link Formats#json}. */
  public KafkaSink withValues(Format format) {
    return with(
        new Settings(
            settings.keys,
            format,
            settings.creation,
            settings.allowsDeletion,
            settings.isTransactional));
  }

  /**
   * With a transaction for each batch. Its {@code transactional.id} is the name of the sink, which
   * therefore only one service of the cluster may have. The position is the last record of that key
   * in the topic {@code TOPIC-skip-position}, which is made if it is not there. Readers see a batch
   * when it is whole; one that takes longer than {@code transaction.timeout.ms}, here 5 minutes, is
   * aborted by the brokers.
   */
  public KafkaSink withTransactions() {
    return with(
        new Settings(
            settings.keys, settings.values, settings.creation, settings.allowsDeletion, true));
  }

  /**
   * With a topic that is made, compacted, if it is not there, with as many replicas as the brokers
   * make by default.
   *
   * @param partitions how many it gets
   * @throws IllegalArgumentException if that is not at least 1
   */
  public KafkaSink creatingTopic(int partitions) {
    return creating(new Creation(requirePositive(partitions), Optional.empty()));
  }

  /**
   * With a topic that is made, compacted, if it is not there.
   *
   * @param partitions how many it gets
   * @param replicas how many brokers have each of them
   * @throws IllegalArgumentException if one is not at least 1
   */
  public KafkaSink creatingTopic(int partitions, int replicas) {
    return creating(
        new Creation(
            requirePositive(partitions),
            Optional.of((short) Math.min(Short.MAX_VALUE, requirePositive(replicas)))));
  }

  private KafkaSink creating(Creation creation) {
    return with(
        new Settings(
            settings.keys,
            settings.values,
            Optional.of(creation),
            settings.allowsDeletion,
            settings.isTransactional));
  }

  private static int requirePositive(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a topic has at least one of each, not " + count);
    }
    return count;
  }

  /**
   * With any {@code cleanup.policy} of the topic. Where Kafka deletes records by their age, who
   * reads the topic from its beginning gets a part of the resource only; this suits consumers that
   * follow changes.
   */
  public KafkaSink allowingDeletion() {
    return with(
        new Settings(
            settings.keys, settings.values, settings.creation, true, settings.isTransactional));
  }

  KafkaOptions options() {
    return options;
  }

  String topic() {
    return topic;
  }

  Format keys() {
    return settings.keys;
  }

  Format values() {
    return settings.values;
  }

  Optional<Creation> creation() {
    return settings.creation;
  }

  boolean allowsDeletion() {
    return settings.allowsDeletion;
  }

  @Override
  public Connection connect(Context context) throws SinkException, InterruptedException {
    return settings.isTransactional
        ? TransactionalConnection.open(this, context)
        : IdempotentConnection.open(this, context);
  }

  /** The topic, without the options of the clients. */
  @Override
  public String toString() {
    return "KafkaSink[" + topic + (settings.isTransactional ? ", transactions" : "") + "]";
  }
}
