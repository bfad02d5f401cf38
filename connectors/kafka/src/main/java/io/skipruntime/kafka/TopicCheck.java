package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Questions about a topic: whether it can be read, how it is set up, and where it ends.
 * Thread-safe.
 */
final class TopicCheck {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final long WAIT_MILLIS = 50;

  private final Admin admin;
  private final TopicResource resource;
  private final KafkaFailures failures;
  private final BooleanSupplier isStopped;

  /**
   * Questions about the topic of a resource.
   *
   * @param isStopped whether no answer is waited for any more
   */
  TopicCheck(
      Admin admin, TopicResource resource, KafkaFailures failures, BooleanSupplier isStopped) {
    this.admin = admin;
    this.resource = resource;
    this.failures = failures;
    this.isStopped = isStopped;
  }

  /** A topic as it is now. */
  record Topic(Uuid id, int partitions, Set<AclOperation> allowed) {

    List<TopicPartition> all(String name) {
      List<TopicPartition> all = new ArrayList<>();
      for (int i = 0; i < partitions; i++) {
        all.add(new TopicPartition(name, i));
      }
      return all;
    }
  }

  /**
   * A topic with the ends of its partitions.
   *
   * @param committed up to where a source can read
   * @param latest where the next record goes; more than {@code committed} if it would be behind a
   *     transaction that is open
   */
  record Ends(Topic topic, Map<Integer, Long> committed, Map<Integer, Long> latest) {}

  private static DescribeTopicsOptions described() {
    return new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS).includeAuthorizedOperations(true);
  }

  private CompletableFuture<Topic> topic() {
    return admin
        .describeTopics(List.of(resource.topic()), described())
        .allTopicNames()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(all -> {
          TopicDescription found = Objects.requireNonNull(all.get(resource.topic()));
          Set<AclOperation> allowed = found.authorizedOperations();
          return new Topic(
              found.topicId(), found.partitions().size(), allowed == null ? Set.of() : allowed);
        });
  }

  /**
   * The topic, if it can be read.
   *
   * @throws SourceException if it is not there, or the user lacks rights; the message says which
   */
  Topic readable() throws SourceException {
    Topic topic = await(topic());
    if (!topic.allowed().isEmpty() && !topic.allowed().contains(AclOperation.READ)) {
      throw SourceException.lasting(
          "the user lacks the right Read for the topic "
              + resource.topic()
              + "; "
              + KafkaFailures.grant(resource.topic()));
    }
    return topic;
  }

  /** Settings of the topic that do not suit the resource. */
  List<String> settingWarnings() throws SourceException {
    if (!(resource instanceof TopicTable)) {
      return List.of();
    }
    ConfigResource asked = new ConfigResource(ConfigResource.Type.TOPIC, resource.topic());
    try {
      Config settings =
          await(
              admin
                  .describeConfigs(
                      List.of(asked), new DescribeConfigsOptions().timeoutMs(TIMEOUT_MILLIS))
                  .all()
                  .toCompletionStage()
                  .toCompletableFuture()
                  .thenApply(all -> Objects.requireNonNull(all.get(asked))));
      ConfigEntry policy = settings.get(TopicConfig.CLEANUP_POLICY_CONFIG);
      return policy == null || policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT)
          ? List.of()
          : List.of(
              "cleanup.policy of %s is %s, so that Kafka deletes rows by their age: kafka-configs --bootstrap-server … --alter --topic %s --add-config cleanup.policy=compact"
                  .formatted(resource.topic(), policy.value(), resource.topic()));
    } catch (SourceException e) {
      if (!e.isLasting()) {
        throw e;
      }
      return List.of(
          "the right DescribeConfigs for %s is missing, so that its cleanup.policy is not known: kafka-acls --bootstrap-server … --add --allow-principal User:… --operation DescribeConfigs --topic %s"
              .formatted(resource.topic(), resource.topic()));
    }
  }

  /** Looks at the topic; completes later, exceptionally if there is no answer in time. */
  CompletableFuture<Ends> ends() {
    return topic()
        .thenCompose(topic ->
            offsets(topic, IsolationLevel.READ_COMMITTED)
                .thenCombine(
                    offsets(topic, IsolationLevel.READ_UNCOMMITTED),
                    (committed, latest) -> new Ends(topic, committed, latest)));
  }

  private CompletableFuture<Map<Integer, Long>> offsets(Topic topic, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    topic.all(resource.topic()).forEach(each -> asked.put(each, OffsetSpec.latest()));
    ListOffsetsOptions options = new ListOffsetsOptions(isolation).timeoutMs(TIMEOUT_MILLIS);
    return admin
        .listOffsets(asked, options)
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(all -> {
          Map<Integer, Long> offsets = new HashMap<>();
          all.forEach((partition, end) -> offsets.put(partition.partition(), end.offset()));
          return offsets;
        });
  }

  private <T> T await(CompletableFuture<T> answer) throws SourceException {
    while (true) {
      try {
        return answer.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (isStopped.getAsBoolean()) {
          throw SourceException.passing("the subscription has ended");
        }
      } catch (ExecutionException | CompletionException e) {
        throw failures.of(e, resource.topic());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw SourceException.passing("the subscription has ended");
      }
    }
  }
}
