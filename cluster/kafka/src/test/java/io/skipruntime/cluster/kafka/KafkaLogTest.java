package io.skipruntime.cluster.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.log.TrimmedLogException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
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

  private static List<String> numbers(List<String> texts) {
    return texts.stream().map(text -> text.substring(0, text.indexOf(' '))).toList();
  }

  private static final Map<String, String> SMALL =
      Map.of(
          "retention.ms", "-1",
          "unclean.leader.election.enable", "false",
          "max.message.bytes", "20000");

  @Test
  void appendAll_appendsNothingAfterTheFirstFailure_andGoesOnFromTheEnd() {
    String topic = Broker.newTopic();
    broker.create(topic, 1, SMALL);
    try (CommitLog log = open(topic)) {
      for (int first : List.of(0, 3, 60)) {
        List<byte[]> group = group(100, first, 1);
        long before = log.end();
        assertThatThrownBy(() -> log.appendAll(group, PATIENCE_MILLIS))
            .isInstanceOf(LogUnavailableException.class)
            .hasMessageContaining("write in smaller parts");
        long had = log.end() - before;
        assertThat(had).isLessThanOrEqualTo(first);
        List<byte[]> rest = new ArrayList<>(group(100, 0, 0).subList((int) had, 100));
        log.appendAll(rest, PATIENCE_MILLIS);
        List<String> texts = all(log);
        assertThat(numbers(texts.subList((int) before, texts.size())))
            .isEqualTo(
                numbers(
                    group(100, 0, 0).stream()
                        .map(each -> new String(each, StandardCharsets.UTF_8))
                        .toList()));
      }
    }
  }

  @Test
  void appendAll_stopsAtARecordThatIsRefusedBeforeItIsSent_andKeepsThoseBeforeIt() {
    String topic = Broker.newTopic();
    try (CommitLog log = open(topic)) {
      List<byte[]> group = List.of(bytes("a"), bytes("b"), new byte[20 << 20], bytes("d"));
      assertThatThrownBy(() -> log.appendAll(group, PATIENCE_MILLIS))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("write in smaller parts");
      assertThat(log.end()).isEqualTo(2);
      log.appendAll(List.of(bytes("c"), bytes("d")), PATIENCE_MILLIS);
      assertThat(all(log)).containsExactly("a", "b", "c", "d");
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
  void largeRecord_isKept_andOneThatIsTooLargeIsRefusedForCertain() {
    String topic = Broker.newTopic();
    byte[] large = new byte[9 << 20];
    new Random(1).nextBytes(large);
    try (CommitLog log = open(topic)) {
      append(log, "a");
      assertThat(log.append(large, PATIENCE_MILLIS)).isEqualTo(2);
      assertThat(log.read(2, 1, PATIENCE_MILLIS).getFirst()).isEqualTo(large);
      assertThatThrownBy(() -> log.append(new byte[20 << 20], PATIENCE_MILLIS))
          .isInstanceOfSatisfying(
              LogUnavailableException.class,
              refusal -> assertThat(refusal.mayBeAppended()).isFalse())
          .hasMessageContaining("write in smaller parts");
      assertThat(append(log, "c")).isEqualTo(3);
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
