package io.skipruntime.benchmarks.kafka;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/**
 * A program that fills topics, so that the processor time of that is not counted, and that is the
 * broker where there is no other. It says {@code ready} and the address of the broker. For each
 * line {@code TOPIC RECORDS KEYS} it writes so many records, and says {@code filled}. It ends with
 * its input, and says why when no broker answers any more.
 */
final class BrokerProcess {

  /** The settings of a broker that has no others to copy to. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "offsets.topic.replication.factor", "1",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "transaction.state.log.num.partitions", "1",
          "auto.create.topics.enable", "false");

  private static final int SILENCE_MILLIS = 15_000;
  private static final int WATCH_MILLIS = 1_000;

  private BrokerProcess() {}

  /** Runs with the address of brokers, or with none as the broker. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      fill(arguments[0]);
      return;
    }
    KafkaClusterTestKit.Builder builder =
        new KafkaClusterTestKit.Builder(
            new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build());
    SETTINGS.forEach(builder::setConfigProp);
    KafkaClusterTestKit kit = builder.build();
    try {
      kit.format();
      kit.startup();
      kit.waitForReadyBrokers();
      fill(kit.bootstrapServers());
    } finally {
      kit.close();
    }
  }

  private static void fill(String bootstrapServers) throws Exception {
    Topics topics = new Topics(bootstrapServers);
    Thread.ofPlatform().daemon().name("watch").start(() -> watch(bootstrapServers));
    System.out.println("ready " + bootstrapServers);
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ", -1);
      topics.fill(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      System.out.println("filled");
    }
  }

  /** Ends the process when no broker answers; clients of Kafka go on trying. */
  private static void watch(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      while (true) {
        admin.describeCluster(new DescribeClusterOptions().timeoutMs(SILENCE_MILLIS)).nodes().get();
        Thread.sleep(WATCH_MILLIS);
      }
    } catch (ExecutionException e) {
      System.out.printf(
          "no broker at %s has answered for %d seconds: %s%n",
          bootstrapServers, SILENCE_MILLIS / 1000, e.getCause());
      System.out.flush();
      Runtime.getRuntime().halt(1); // what waits for a broker cannot be ended
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
