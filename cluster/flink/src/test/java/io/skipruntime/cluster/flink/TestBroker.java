package io.skipruntime.cluster.flink;

import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A Kafka of this process with one real broker, on a port of the loopback. */
final class TestBroker implements AutoCloseable {

  private final KafkaClusterTestKit kit;

  TestBroker() throws Exception {
    KafkaClusterTestKit.Builder builder =
        new KafkaClusterTestKit.Builder(
            new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build());
    builder.setConfigProp("auto.create.topics.enable", "false");
    builder.setConfigProp("controlled.shutdown.enable", "false");
    builder.setConfigProp("offsets.topic.replication.factor", "1");
    kit = builder.build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
  }

  /** The address of the logs in a topic. */
  String address(String topic) {
    return "kafka://" + kit.bootstrapServers() + "/" + topic;
  }

  @Override
  public void close() {
    try {
      kit.close();
    } catch (Exception e) {
      throw new IllegalStateException("the broker does not stop", e);
    }
  }
}
