package io.skipruntime.orders;

import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A Kafka that begins empty and ends with the process, for users who name none. */
final class EmbeddedBroker implements AutoCloseable {

  /** The settings of a broker that has no others to copy to. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "offsets.topic.replication.factor", "1",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "transaction.state.log.num.partitions", "1",
          "auto.create.topics.enable", "false");

  private final KafkaClusterTestKit kit;

  private EmbeddedBroker(KafkaClusterTestKit kit) {
    this.kit = kit;
  }

  /**
   * Starts the broker, on a port of the loopback.
   *
   * @throws IOException if it cannot be started here
   */
  static EmbeddedBroker start() throws IOException {
    try {
      KafkaClusterTestKit.Builder builder =
          new KafkaClusterTestKit.Builder(
              new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build());
      SETTINGS.forEach(builder::setConfigProp);
      KafkaClusterTestKit kit = builder.build();
      kit.format();
      kit.startup();
      kit.waitForReadyBrokers();
      return new EmbeddedBroker(kit);
    } catch (Exception e) {
      throw new IOException("Kafka cannot be started here: " + e.getMessage(), e);
    }
  }

  /** The address for clients. */
  String bootstrapServers() {
    return kit.bootstrapServers();
  }

  @Override
  public void close() throws IOException {
    try {
      kit.close();
    } catch (Exception e) {
      throw new IOException("Kafka does not stop in order: " + e.getMessage(), e);
    }
  }
}
