package io.skipruntime.cluster.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CollectionsState;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.log.TrimmedLogException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log in a topic: places, several users, what it refuses, and brokers that are away. */
final class KafkaLogTest {

  private static final long PATIENCE_MILLIS = 60_000;
  private static Broker broker;

  @TempDir private Path directory = Path.of("");

  @BeforeAll
  static void start() {
    broker = Broker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static CommitLog open(String topic) {
    return new KafkaLogProvider().at(broker.address(topic)).get();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long append(CommitLog log, String record) {
    return log.append(bytes(record), PATIENCE_MILLIS);
  }

  private static List<String> read(CommitLog log, long from, int most) {
    return log.read(from, most, PATIENCE_MILLIS).stream()
        .map(each -> new String(each, StandardCharsets.UTF_8))
        .toList();
  }

  private static List<String> all(CommitLog log) {
    List<String> texts = new ArrayList<>();
    while (texts.size() < log.end()) {
      texts.addAll(read(log, texts.size() + 1, 7));
    }
    return texts;
  }

  @Test
  void appendAll_keepsTheOrder() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      texts.add("record " + i);
    }
    try (CommitLog log = open(Broker.newTopic())) {
      log.appendAll(texts.stream().map(KafkaLogTest::bytes).toList(), PATIENCE_MILLIS);
      assertThat(all(log)).isEqualTo(texts);
    }
  }

  /** The records of a group: {@code large} of them, from {@code at} on, have 30,000 bytes. */
  private static List<byte[]> group(int count, int at, int large) {
    List<byte[]> group = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean isLarge = i >= at && i < at + large;
      group.add(bytes(i + " " + "x".repeat(isLarge ? 30_000 : 1_000)));
    }
    return group;
  }

  private static final Map<String, String> SETTINGS =
      Map.of("retention.ms", "-1", "unclean.leader.election.enable", "false");

  /** Lets a topic take messages of so many bytes at most. */
  private static void limit(String topic, int bytes) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp set =
        new AlterConfigOp(
            new ConfigEntry("max.message.bytes", String.valueOf(bytes)), AlterConfigOp.OpType.SET);
    Broker.get(broker.admin().incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
  }

  /** Waits until a topic refuses messages of 30,000 bytes; it has some more of them then. */
  private static void awaitLimit(String topic) throws Exception {
    LogClients clients = new LogClients(TopicAddress.parse(broker.address(topic)));
    try (KafkaProducer<byte[], byte[]> producer = clients.producer()) {
      while (true) {
        producer.send(new LogMessage(new byte[30_000], false).to(topic)).get();
      }
    } catch (ExecutionException refused) {
      assertThat(refused).hasCauseInstanceOf(RecordTooLargeException.class);
    }
  }

  @Test
  void appendAll_appendsNothingAfterTheFirstFailure_andGoesOnFromTheEnd() throws Exception {
    for (int first : List.of(0, 3, 60)) {
      String topic = Broker.newTopic();
      broker.create(topic, 1, SETTINGS);
      try (CommitLog log = open(topic)) {
        append(log, "knows the limit");
        limit(topic, 20_000);
        awaitLimit(topic);
        long before = log.end();
        List<byte[]> group = group(100, first, 1);
        assertThatThrownBy(() -> log.appendAll(group, PATIENCE_MILLIS))
            .isInstanceOf(LogUnavailableException.class)
            .hasMessageContaining("max.message.bytes of the topic was lowered");
        long had = log.end() - before;
        assertThat(had).isLessThanOrEqualTo(first);
        log.appendAll(group.subList((int) had, 100), PATIENCE_MILLIS);
        List<String> texts = all(log);
        assertThat(texts.subList((int) before, texts.size()))
            .isEqualTo(
                group.stream().map(each -> new String(each, StandardCharsets.UTF_8)).toList());
      }
    }
  }

  @Test
  void largeRecords_areKeptInParts_inTheirPlaces_whateverTheTopicTakes() throws Exception {
    String topic = Broker.newTopic();
    broker.create(topic, 1, SETTINGS);
    limit(topic, 20_000);
    awaitLimit(topic);
    Random random = new Random(1);
    List<byte[]> first = new ArrayList<>();
    List<byte[]> second = new ArrayList<>();
    for (int size : List.of(10, 40_000, 10, 1_500_000, 18_000, 21_000, 5_000_000, 10)) {
      byte[] record = new byte[size];
      random.nextBytes(record);
      (size % 7 < 4 ? first : second).add(record);
    }
    try (CommitLog log = open(topic);
        CommitLog other = open(topic);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      long before = log.end();
      Future<?> group = threads.submit(() -> log.appendAll(first, PATIENCE_MILLIS));
      Future<?> single =
          threads.submit(() -> second.forEach(each -> other.append(each, PATIENCE_MILLIS)));
      group.get();
      single.get();
      List<byte[]> read = new ArrayList<>();
      while (read.size() < first.size() + second.size()) {
        read.addAll(log.read(before + read.size() + 1, 3, PATIENCE_MILLIS));
      }
      assertThat(read).hasSize(8);
      assertThat(positions(first, read)).isSorted().hasSize(first.size());
      assertThat(positions(second, read)).isSorted().hasSize(second.size());
      assertThat(other.read(before + 4, 1, PATIENCE_MILLIS).getFirst()).isEqualTo(read.get(3));
      assertThat(log.end()).isEqualTo(before + 8);
    }
  }

  private static List<Integer> positions(List<byte[]> some, List<byte[]> all) {
    List<Integer> positions = new ArrayList<>();
    for (byte[] each : some) {
      for (int i = 0; i < all.size(); i++) {
        if (Arrays.equals(all.get(i), each)) {
          positions.add(i);
        }
      }
    }
    return positions;
  }

  @Test
  void partsOfLargeRecords_areDeletedWithTheLog_andTheOthersAreNot() {
    String topic = Broker.newTopic();
    TopicAddress address = TopicAddress.parse(broker.address(topic));
    byte[] large = new byte[17 << 20];
    new Random(2).nextBytes(large);
    TopicPartition parts = new TopicPartition(topic + "-parts", 0);
    try (CommitLog log = KafkaLog.open(address, 1, 0)) {
      for (int place = 1; place <= 6; place++) {
        large[0] = (byte) place;
        log.append(place % 2 == 0 ? large : bytes("small"), PATIENCE_MILLIS);
        assertThat(log.read(place, 1, PATIENCE_MILLIS)).hasSize(1);
        if (place == 3 || place == 5) {
          log.keep(
              new LogSnapshot(
                  place, new byte[0], new CollectionsState(place, List.of(), List.of())));
        }
      }
      assertThat(log.extent().first()).isEqualTo(4);
      assertThat(beginningOf(parts)).isPositive();
      for (int place = 4; place <= 6; place += 2) {
        large[0] = (byte) place;
        assertThat(log.read(place, 1, PATIENCE_MILLIS).getFirst()).isEqualTo(large);
      }
    }
  }

  /** The offset of the first record that a topic still has. */
  private static long beginningOf(TopicPartition partition) {
    return Broker.get(
            broker
                .admin()
                .listOffsets(Map.of(partition, OffsetSpec.earliest()))
                .partitionResult(partition))
        .offset();
  }

  @Test
  void partsOfLargeRecords_areDeleted_whenAnotherProcessShortensTheLog() {
    String topic = Broker.newTopic();
    TopicAddress address = TopicAddress.parse(broker.address(topic));
    TopicPartition parts = new TopicPartition(topic + "-parts", 0);
    try (CommitLog log = KafkaLog.open(address, 1, 0);
        CommitLog other = KafkaLog.open(address, Long.MAX_VALUE, 0)) {
      for (int place = 1; place <= 6; place++) {
        log.append(place == 2 ? new byte[17 << 20] : bytes("small"), PATIENCE_MILLIS);
        assertThat(log.read(place, 1, PATIENCE_MILLIS)).hasSize(1);
      }
      for (long place = 3; place <= 5; place += 2) {
        other.keep(
            new LogSnapshot(place, new byte[0], new CollectionsState(place, List.of(), List.of())));
      }
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
      while (!log.wantsSnapshot()) {
        assertThat(System.nanoTime()).isLessThan(end);
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(log.read(7, 1, 1)).isEmpty();
      assertThat(beginningOf(parts)).isPositive();
    }
  }

  @Test
  void largeRecordWhosePartsAreGone_isDamage() {
    String topic = Broker.newTopic();
    try (CommitLog log = open(topic)) {
      log.append(new byte[17 << 20], PATIENCE_MILLIS);
      TopicPartition parts = new TopicPartition(topic + "-parts", 0);
      Broker.get(
          broker.admin().deleteRecords(Map.of(parts, RecordsToDelete.beforeOffset(3))).all());
      assertThatThrownBy(() -> log.read(1, 1, PATIENCE_MILLIS))
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining("record 1 is a large one");
    }
  }

  @Test
  void addressBesideAnother_isThatOfATopicAtTheSameBrokers() {
    KafkaLogProvider provider = new KafkaLogProvider();
    assertThat(provider.beside("kafka://a:1,b:2/topic", "ticks"))
        .isEqualTo("kafka://a:1,b:2/topic-ticks");
    assertThat(provider.beside("kafka://a:1/topic?config=/etc/x.properties", "ticks"))
        .isEqualTo("kafka://a:1/topic-ticks?config=/etc/x.properties");
    assertThatThrownBy(() -> provider.beside("kafka:topic", "ticks"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void append_givesPlacesInOrder_whichAllReadersSee() {
    String topic = Broker.newTopic();
    try (CommitLog one = open(topic);
        CommitLog other = open(topic)) {
      assertThat(one.end()).isZero();
      assertThat(append(one, "a")).isEqualTo(1);
      assertThat(append(other, "")).isEqualTo(2);
      assertThat(append(one, "c")).isEqualTo(3);
      assertThat(all(other)).containsExactly("a", "", "c");
      assertThat(other.read(4, 10, 0)).isEmpty();
      assertThat(read(one, 3, 10)).containsExactly("c");
      assertThat(read(one, 1, 1)).as("backwards, too").containsExactly("a");
      assertThat(one.end()).isEqualTo(3);
    }
    try (CommitLog again = open(topic)) {
      assertThat(again.end()).isEqualTo(3);
      assertThat(all(again)).containsExactly("a", "", "c");
    }
  }

  @Test
  void append_keepsAllRecords_whenManyWrite() throws Exception {
    String topic = Broker.newTopic();
    int threadCount = 4;
    int each = 100;
    try (CommitLog one = open(topic);
        CommitLog other = open(topic);
        ExecutorService threads = Executors.newFixedThreadPool(threadCount)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < threadCount; i++) {
        CommitLog log = i % 2 == 0 ? one : other;
        int writer = i;
        writers.add(
            threads.submit(() -> {
              long last = 0;
              for (int k = 0; k < each; k++) {
                long place = append(log, writer + "/" + k);
                assertThat(place).isGreaterThan(last);
                last = place;
              }
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      List<String> texts = all(one);
      assertThat(texts).hasSize(threadCount * each).doesNotHaveDuplicates();
      assertThat(all(other)).isEqualTo(texts);
    }
  }

  @Test
  void topicThatCannotBeALog_isRefused_withWhatToDo() {
    String several = Broker.newTopic();
    broker.create(several, 2, Map.of("retention.ms", "-1"));
    assertThatThrownBy(() -> open(several))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("2 partitions");
    String forgetful = Broker.newTopic();
    broker.create(forgetful, 1, Map.of());
    assertThatThrownBy(() -> open(forgetful))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("kafka-configs --bootstrap-server")
        .hasMessageContaining("retention.ms=-1");
    String compacted = Broker.newTopic();
    broker.create(compacted, 1, Map.of("retention.ms", "-1", "cleanup.policy", "compact"));
    assertThatThrownBy(() -> open(compacted))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("cleanup.policy=delete");
  }

  @Test
  void recordsThatWereDeleted_areMissed_notPassedOver() {
    String topic = Broker.newTopic();
    try (CommitLog log = open(topic)) {
      for (int i = 1; i <= 10; i++) {
        append(log, "r" + i);
      }
      Broker.get(
          broker
              .admin()
              .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(5)))
              .all());
      assertThatThrownBy(() -> read(log, 2, 1))
          .isInstanceOf(TrimmedLogException.class)
          .hasMessageContaining("begins at record 6 now");
      assertThat(read(log, 6, 1)).containsExactly("r6");
    }
  }

  @Test
  void address_isRefused_thatIsNone() {
    for (String address :
        List.of("kafka:topic", "kafka://broker", "kafka://broker/a b", "kafka:///t")) {
      assertThatThrownBy(() -> new KafkaLogProvider().at(address))
          .as(address)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("kafka://HOST:PORT/TOPIC");
    }
  }

  @Test
  void propertiesOfClients_areReadFromTheFileOfTheAddress() throws Exception {
    String topic = Broker.newTopic();
    Path config = directory.resolve("client.properties");
    Files.writeString(config, "security.protocol=PLAINTEXT\nacks=0\nclient.id=node-7\n");
    try (CommitLog log =
        new KafkaLogProvider().at(broker.address(topic) + "?config=" + config).get()) {
      assertThat(append(log, "a")).as("what promises rest on cannot be set").isEqualTo(1);
    }
    Files.writeString(config, "security.protocol=NONSENSE\n");
    assertThatThrownBy(
            () -> new KafkaLogProvider().at(broker.address(topic) + "?config=" + config).get())
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("properties of Kafka's clients are wrong");
    assertThatThrownBy(
            () -> new KafkaLogProvider().at(broker.address(topic) + "?config=/no/such/file").get())
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("/no/such/file");
  }
}
