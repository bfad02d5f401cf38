package io.skipruntime.kafka;

import io.skipruntime.SinkException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The look at the topics of a sink before it writes: whether they are there, what Kafka deletes of
 * them, and whether the user may write. For one thread.
 */
final class SinkTopic {

  private static final long ASK_SECONDS = 20;
  private static final long LOOK_MILLIS = 20;
  private static final int MOST_LOOKS = 100;

  private final KafkaSink sink;
  private final Admin admin;
  private final KafkaFailures failures;

  SinkTopic(KafkaSink sink, Admin admin, KafkaFailures failures) {
    this.sink = sink;
    this.admin = admin;
    this.failures = failures;
  }

  /**
   * Makes the topic if it is to be made, and returns if it can be written to.
   *
   * @throws SinkException if not; the message says what to do
   */
  void prepare() throws SinkException, InterruptedException {
    Optional<TopicDescription> found = describe();
    if (found.isPresent()) {
      requireRight(found.get());
      requireCompaction();
      return;
    }
    KafkaSink.Creation creation =
        sink.creation()
            .orElseThrow(() ->
                SinkException.passing(
                    "there is no topic %s, or its user lacks the right Describe: kafka-topics --bootstrap-server … --create --topic %s --config cleanup.policy=compact, or let the sink make it by creatingTopic"
                        .formatted(sink.topic(), sink.topic())));
    create(sink.topic(), creation);
  }

  /** Makes a compacted topic, unless it is there, and waits a while until brokers tell of it. */
  void create(String topic, KafkaSink.Creation creation)
      throws SinkException, InterruptedException {
    NewTopic created =
        new NewTopic(topic, Optional.of(creation.partitions()), creation.replicas())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try {
      await(admin.createTopics(List.of(created)).all());
    } catch (ExecutionException e) {
      if (!(KafkaFailures.cause(e) instanceof TopicExistsException)) {
        throw failures.ofSink(e, topic);
      }
    }
    for (int looks = 0; looks < MOST_LOOKS && !exists(topic); looks++) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Whether there is a topic, as far as the user may know. */
  boolean exists(String topic) throws SinkException, InterruptedException {
    return describe(topic).isPresent();
  }

  private Optional<TopicDescription> describe() throws SinkException, InterruptedException {
    return describe(sink.topic());
  }

  private Optional<TopicDescription> describe(String topic)
      throws SinkException, InterruptedException {
    try {
      return Optional.ofNullable(
          await(
                  admin
                      .describeTopics(
                          List.of(topic),
                          new DescribeTopicsOptions().includeAuthorizedOperations(true))
                      .allTopicNames())
              .get(topic));
    } catch (ExecutionException e) {
      if (KafkaFailures.cause(e) instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw failures.ofSink(e, topic);
    }
  }

  private void requireRight(TopicDescription topic) throws SinkException {
    Set<AclOperation> allowed = topic.authorizedOperations();
    if (allowed != null && !allowed.isEmpty() && !allowed.contains(AclOperation.WRITE)) {
      throw SinkException.passing(
          "the user lacks the right Write for the topic %s; %s"
              .formatted(sink.topic(), KafkaFailures.grantOfSink(sink.topic())));
    }
  }

  private void requireCompaction() throws SinkException, InterruptedException {
    if (sink.allowsDeletion()) {
      return;
    }
    ConfigResource asked = new ConfigResource(ConfigResource.Type.TOPIC, sink.topic());
    ConfigEntry policy;
    try {
      policy =
          Objects.requireNonNull(await(admin.describeConfigs(List.of(asked)).all()).get(asked))
              .get(TopicConfig.CLEANUP_POLICY_CONFIG);
    } catch (ExecutionException e) {
      if (KafkaFailures.cause(e) instanceof AuthorizationException) {
        System.getLogger(SinkTopic.class.getName())
            .log(
                System.Logger.Level.INFO,
                "whether the topic {0} is compacted is not known, since the right DescribeConfigs"
                    + " is missing",
                sink.topic());
        return;
      }
      throw failures.ofSink(e, sink.topic());
    }
    if (policy != null && !policy.value().equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw SinkException.passing(
          "cleanup.policy of %s is %s, so that Kafka deletes keys by their age: kafka-configs --bootstrap-server … --alter --topic %s --add-config cleanup.policy=compact, or allow it by allowingDeletion"
              .formatted(sink.topic(), policy.value(), sink.topic()));
    }
  }

  private <T> T await(KafkaFuture<T> answer)
      throws ExecutionException, SinkException, InterruptedException {
    try {
      return answer.get(ASK_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw SinkException.passing(
          "no broker can be reached: no answer within %d seconds".formatted(ASK_SECONDS));
    }
  }
}
