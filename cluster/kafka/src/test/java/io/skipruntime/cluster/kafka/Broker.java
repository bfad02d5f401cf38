package io.skipruntime.cluster.kafka;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A Kafka of this process with one real broker, on a port of the loopback. */
final class Broker implements AutoCloseable {

  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static final long TIMEOUT_SECONDS = 60;

  private final KafkaClusterTestKit kit;
  private final Admin admin;

  private Broker(KafkaClusterTestKit kit) {
    this.kit = kit;
    this.admin = kit.admin();
  }

  static Broker start() {
    try {
      KafkaClusterTestKit.Builder builder =
          new KafkaClusterTestKit.Builder(
              new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build());
      builder.setConfigProp("auto.create.topics.enable", "false");
      builder.setConfigProp("controlled.shutdown.enable", "false");
      builder.setConfigProp("offsets.topic.replication.factor", "1");
      builder.setConfigProp("offsets.topic.num.partitions", "1");
      builder.setConfigProp("group.initial.rebalance.delay.ms", "0");
      KafkaClusterTestKit kit = builder.build();
      kit.format();
      kit.startup();
      kit.waitForReadyBrokers();
      return new Broker(kit);
    } catch (Exception e) {
      throw new AssertionError("Kafka does not start", e);
    }
  }

  /** The name of a topic that is not there. */
  static String newTopic() {
    return "commits" + TOPICS.incrementAndGet();
  }

  String address(String topic) {
    return "kafka://" + kit.bootstrapServers() + "/" + topic;
  }

  Admin admin() {
    return admin;
  }

  void create(String topic, int partitions, Map<String, String> settings) {
    get(
        admin
            .createTopics(
                List.of(
                    new NewTopic(topic, Optional.of(partitions), Optional.empty())
                        .configs(settings)))
            .all());
  }

  /** What an answer has, which comes soon. */
  static <T> T get(Future<T> answer) {
    try {
      return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer", e);
    }
  }

  void stop() {
    var broker = Objects.requireNonNull(kit.brokers().get(0));
    broker.shutdown();
    broker.awaitShutdown();
  }

  void startAgain() {
    Objects.requireNonNull(kit.brokers().get(0)).startup();
  }

  @Override
  public void close() {
    try {
      admin.close();
      kit.close();
    } catch (Exception e) {
      throw new AssertionError("Kafka does not stop", e);
    }
  }
}
