package io.skipruntime.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.jspecify.annotations.Nullable;

/** A Kafka of this process: its brokers are real ones, on ports of the loopback. */
public final class Cluster implements AutoCloseable {

  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static final long TIMEOUT_SECONDS = 60;

  private final KafkaClusterTestKit kit;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  private Cluster(KafkaClusterTestKit kit, Map<String, Object> clients) {
    this.kit = kit;
    this.admin = kit.admin(clients);
    this.producer = producer(clients);
  }

  /** Starts brokers, with settings that differ from those that all have. */
  public static Cluster start(int brokers, Map<String, String> settings) {
    return start(brokers, settings, Map.of());
  }

  /**
   * Starts a broker that clients reach at another port than its own.
   *
   * @param port which the broker tells them
   */
  static Cluster startAt(int port) {
    Map<Integer, Map<String, String>> told =
        Map.of(0, Map.of("advertised.listeners", "EXTERNAL://127.0.0.1:" + port));
    return start(
        new TestKitNodes.Builder().setNumBrokerNodes(1).setPerServerProperties(told),
        Map.of(),
        Map.of());
  }

  /**
   * Starts brokers that ask for something.
   *
   * @param clients the properties of the clients of this class
   */
  static Cluster start(int brokers, Map<String, String> settings, Map<String, Object> clients) {
    return start(new TestKitNodes.Builder().setNumBrokerNodes(brokers), settings, clients);
  }

  private static Cluster start(
      TestKitNodes.Builder nodes, Map<String, String> settings, Map<String, Object> clients) {
    Map<String, String> all = new HashMap<>();
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "1");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "1");
    all.put("auto.create.topics.enable", "false");
    all.put("log.cleaner.backoff.ms", "100");
    all.put("broker.heartbeat.interval.ms", "200");
    all.put("broker.session.timeout.ms", "2000"); // which a broker that comes back waits for
    all.put("log.segment.delete.delay.ms", "100");
    all.putAll(settings);
    try {
      KafkaClusterTestKit.Builder builder =
          new KafkaClusterTestKit.Builder(nodes.setNumControllerNodes(1).build());
      all.forEach(builder::setConfigProp);
      KafkaClusterTestKit kit = builder.build();
      kit.format();
      kit.startup();
      kit.waitForReadyBrokers();
      return new Cluster(kit, clients);
    } catch (Exception e) {
      throw new AssertionError("Kafka does not start: " + e, e);
    }
  }

  public String bootstrapServers() {
    return kit.bootstrapServers();
  }

  /** The port that the first broker itself listens at. */
  int ownPort() {
    return Objects.requireNonNull(kit.brokers().get(0))
        .boundPort(ListenerName.normalised("EXTERNAL"));
  }

  /** The options of a source that notices everything soon. */
  public KafkaOptions options() {
    return KafkaOptions.of(bootstrapServers()).withCheckMillis(50).withMaxRetryMillis(100);
  }

  Admin admin() {
    return admin;
  }

  /** What an answer has, which comes soon. */
  public static <T> T get(Future<T> answer) {
    try {
      return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer: " + e, e);
    }
  }

  /** Creates a topic with a name of its own. */
  public String topic(int partitions, Map<String, String> settings) {
    String name = "topic" + TOPICS.incrementAndGet();
    create(name, partitions, 1, settings);
    return name;
  }

  /** Creates a topic that is compacted, as tables should be. */
  public String compacted(int partitions) {
    return topic(partitions, Map.of("cleanup.policy", "compact"));
  }

  void create(String name, int partitions, int replicas, Map<String, String> settings) {
    NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.of((short) replicas));
    get(admin.createTopics(List.of(topic.configs(settings))).all());
  }

  /** Deletes a topic, and waits until no broker has it. */
  void delete(String name) throws Exception {
    get(admin.deleteTopics(List.of(name)).all());
    until(() -> !get(admin.listTopics().names()).contains(name));
  }

  /** Adds partitions to a topic, and waits until they are there. */
  void grow(String name, int partitions) throws Exception {
    get(admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions))).all());
    until(() -> partitions(name) == partitions);
  }

  /** A setting of a topic. */
  String setting(String topic, String name) {
    ConfigResource asked = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return Objects.requireNonNull(get(admin.describeConfigs(List.of(asked)).all()).get(asked))
        .get(name)
        .value();
  }

  /** Changes a setting of a topic. */
  void set(String topic, String name, String value) {
    get(
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    List.of(
                        new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
            .all());
  }

  /** Adds a rule for all users of a topic. */
  void rule(String topic, AclOperation operation, AclPermissionType permission) {
    get(
        admin
            .createAcls(
                List.of(
                    new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                        new AccessControlEntry("User:ANONYMOUS", "*", operation, permission))))
            .all());
  }

  boolean hasTopic(String name) {
    return get(admin.listTopics().names()).contains(name);
  }

  int partitions(String name) {
    return Objects.requireNonNull(
            get(admin.describeTopics(List.of(name)).allTopicNames()).get(name))
        .partitions()
        .size();
  }

  /** A question that may fail. */
  public interface Question {
    boolean ask() throws Exception;
  }

  public static void until(Question question) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!question.ask()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + TIMEOUT_SECONDS + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  /** A producer of this cluster, for the caller to close. */
  public KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("bootstrap.servers", bootstrapServers());
    all.put("max.block.ms", 60_000);
    all.putAll(settings);
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] bytesIfAny(@Nullable String text) {
    return text == null ? null : bytes(text);
  }

  static ProducerRecord<byte[], byte[]> message(
      String topic, @Nullable Integer partition, @Nullable String key, @Nullable String value) {
    return new ProducerRecord<>(topic, partition, bytesIfAny(key), bytesIfAny(value));
  }

  /** Writes a record to the partition of its key, and waits until it is there. */
  public void send(String topic, @Nullable String key, @Nullable String value) {
    send(message(topic, null, key, value));
  }

  public void send(ProducerRecord<byte[], byte[]> message) {
    get(producer.send(message));
  }

  /** Writes a record whose time is given. */
  void sendAt(long millis, String topic, int partition, String key, @Nullable String value) {
    send(new ProducerRecord<>(topic, partition, millis, bytes(key), bytesIfAny(value)));
  }

  void stopBroker(int id) {
    var broker = Objects.requireNonNull(kit.brokers().get(id));
    broker.shutdown();
    broker.awaitShutdown();
  }

  void startBroker(int id) {
    Objects.requireNonNull(kit.brokers().get(id)).startup();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
    try {
      kit.close();
    } catch (Exception e) { // of the brokers, after all that is tested
      System.getLogger(Cluster.class.getName())
          .log(System.Logger.Level.WARNING, "Kafka does not stop in order", e);
    }
  }
}
