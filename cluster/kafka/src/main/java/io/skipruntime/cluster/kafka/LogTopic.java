package io.skipruntime.cluster.kafka;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.LogUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a log: it has one partition, keeps all records, and elects no leader that lacks
 * some. Thread-safe.
 *
 * <ul>
 *   <li>{@code failure} is why the brokers could not be reached when they were asked last; null if
 *       they could.
 * </ul>
 */
final class LogTopic {

  private static final long ANSWER_SECONDS = 10;
  private static final long UNKNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private static final Map<String, String> REQUIRED =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
          TopicConfig.RETENTION_MS_CONFIG, "-1",
          TopicConfig.RETENTION_BYTES_CONFIG, "-1",
          TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");

  private final TopicAddress address;
  private final Admin admin;
  private final TopicPartition partition;
  private volatile @Nullable Throwable failure;

  private LogTopic(TopicAddress address, Admin admin) {
    this.address = address;
    this.admin = admin;
    this.partition = new TopicPartition(address.topic(), 0);
  }

  /**
   * Makes the topic if it is not there, and looks at what it is.
   *
   * @param admin is closed with the topic, also if this fails
   * @throws LogUnavailableException if the brokers cannot be reached
   * @throws SkipException if the topic cannot be a log; the message says what to do
   */
  static LogTopic open(TopicAddress address, Admin admin) {
    LogTopic topic = new LogTopic(address, admin);
    try {
      topic.prepare();
      return topic;
    } catch (RuntimeException e) {
      topic.close();
      throw e;
    }
  }

  /** Tries for a while: a broker may not know yet of a topic that another process has just made. */
  private void prepare() {
    long begun = System.nanoTime();
    boolean isReady = false;
    while (!isReady) {
      isReady = tryToPrepare();
      if (!isReady) {
        if (System.nanoTime() - begun >= TimeUnit.SECONDS.toNanos(ANSWER_SECONDS)
            || Thread.currentThread().isInterrupted()) {
          throw unavailable(new IllegalStateException("the broker does not know the topic yet"));
        }
        LockSupport.parkNanos(UNKNOWN_NANOS);
      }
    }
  }

  /** Says whether the topic is as it has to be, or a broker does not know of it yet. */
  private boolean tryToPrepare() {
    TopicDescription description;
    try {
      description = describe();
    } catch (ExecutionException missing) {
      return create();
    }
    if (description.partitions().size() != 1) {
      throw new SkipException(
          "%s has %d partitions, and a log has one: give the cluster a topic of its own, or let it make one"
              .formatted(address.describe(), description.partitions().size()));
    }
    try {
      requireSettings();
      return true;
    } catch (ExecutionException unknown) {
      return false;
    }
  }

  /** Describes the topic; throws if there is none. */
  private TopicDescription describe() throws ExecutionException {
    Future<TopicDescription> description =
        admin.describeTopics(List.of(address.topic())).topicNameValues().get(address.topic());
    if (description == null) {
      throw new IllegalStateException("the answer lacks the topic");
    }
    return answer(description, UnknownTopicOrPartitionException.class);
  }

  /** Makes the topic; says whether it was not there. */
  private boolean create() {
    Map<String, String> settings = new HashMap<>(REQUIRED);
    settings.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(LogClients.MOST_RECORD_BYTES));
    NewTopic created =
        new NewTopic(address.topic(), Optional.of(1), Optional.empty()).configs(settings);
    try {
      var unused = answer(admin.createTopics(List.of(created)).all(), TopicExistsException.class);
      return true;
    } catch (ExecutionException another) {
      return false;
    }
  }

  private void requireSettings() throws ExecutionException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, address.topic());
    Future<Config> answer = admin.describeConfigs(List.of(resource)).values().get(resource);
    if (answer == null) {
      throw new IllegalStateException("the answer lacks the topic");
    }
    Config config = answer(answer, UnknownTopicOrPartitionException.class);
    REQUIRED.forEach((name, value) -> {
      String is = config.get(name) == null ? "" : config.get(name).value();
      if (!value.equals(is)) {
        throw new SkipException(
            "%s has %s=%s, and a log needs %s=%s: kafka-configs --bootstrap-server %s --alter --topic %s --add-config %s=%s"
                .formatted(
                    address.describe(),
                    name,
                    is,
                    name,
                    value,
                    address.brokers(),
                    address.topic(),
                    name,
                    value));
      }
    });
  }

  /** The place of the last record. */
  long end() {
    return offset(OffsetSpec.latest());
  }

  /** The size in bytes of the largest message that the topic takes. */
  long mostMessageBytes() {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, address.topic());
    Future<Config> asked = admin.describeConfigs(List.of(resource)).values().get(resource);
    if (asked == null) {
      throw new IllegalStateException("the answer lacks the topic");
    }
    try {
      ConfigEntry entry =
          answer(asked, UnknownTopicOrPartitionException.class)
              .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      return entry == null ? LogClients.MOST_RECORD_BYTES : Long.parseLong(entry.value());
    } catch (ExecutionException justMade) {
      return LogClients.MOST_RECORD_BYTES;
    }
  }

  /** The place of the first record that is there. */
  long start() {
    return offset(OffsetSpec.earliest()) + 1;
  }

  /**
   * Deletes the records before an offset.
   *
   * @throws LogUnavailableException if the brokers do not do it
   */
  void deleteBefore(long offset) {
    var unused =
        answer(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset))).all());
  }

  private long offset(OffsetSpec which) {
    ListOffsetsResult.ListOffsetsResultInfo info =
        answer(admin.listOffsets(Map.of(partition, which)).partitionResult(partition));
    return info.offset();
  }

  /** The only partition. */
  TopicPartition partition() {
    return partition;
  }

  /**
   * Returns if the brokers could be reached when they were asked last.
   *
   * @throws LogUnavailableException if not
   */
  void requireReached() {
    Throwable known = failure;
    if (known != null) {
      throw unavailable(known);
    }
  }

  private LogUnavailableException unavailable(Throwable cause) {
    return new LogUnavailableException(
        address.describe() + " cannot be reached: " + LogClients.messageOf(cause), false, cause);
  }

  private <T> T answer(Future<T> asked) {
    try {
      return answer(asked, IllegalStateException.class);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the brokers answer; throws what the caller expects, all else is that they are away. */
  private <T> T answer(Future<T> asked, Class<? extends Exception> expected)
      throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          T answer = asked.get(ANSWER_SECONDS, TimeUnit.SECONDS);
          failure = null;
          return answer;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (expected.isInstance(e.getCause())) {
        failure = null;
        throw e;
      }
      throw noted(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      throw noted(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private LogUnavailableException noted(Throwable cause) {
    failure = cause;
    return unavailable(cause);
  }

  void close() {
    admin.close(CLOSE_LIMIT);
  }
}
