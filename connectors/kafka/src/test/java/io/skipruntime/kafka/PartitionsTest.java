package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.followed.Followed;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Topics with several partitions, whose number grows, and that may have a key in two of them. */
final class PartitionsTest extends TopicTests {

  PartitionsTest(Cluster cluster) {
    super(cluster);
  }

  private static String numbered(int count) {
    return IntStream.range(0, count)
        .mapToObj("k%03d"::formatted)
        .map(key -> "\"" + key + "\"=\"" + key + "\"")
        .collect(Collectors.joining(" "));
  }

  @Test
  void contents_areTheSame_howeverManyRecordsAPollHas() {
    String topic = cluster().compacted(3);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      String key = "k" + random.nextInt(20);
      cluster().send(topic, key, random.nextInt(4) == 0 ? null : Integer.toString(i));
    }
    String expected = Fold.rows(cluster(), topic);
    for (String records : new String[] {"1", "7", "500"}) {
      KafkaOptions options = cluster().options().withProperty("max.poll.records", records);
      Followed followed = follow(options, TopicTable.of(topic), AS_ROWS);
      assertThat(followed.entries(ROWS)).isEqualTo(expected);
    }
  }

  @Test
  void newPartitions_areReadFromTheirFirstRecord() throws Exception {
    String topic = cluster().compacted(1);
    cluster().send(topic, "a", "1");
    Followed table = follow(TopicTable.of(topic));
    Followed log = follow(TopicLog.of(topic));
    assertThat(table.entries(ROWS)).isEqualTo("\"a\"=1");
    assertThat(log.entries(ROWS)).isEqualTo("[0,0]=1");
    cluster().grow(topic, 3);
    cluster().sendAt(System.currentTimeMillis(), topic, 2, "b", "2");
    cluster().sendAt(System.currentTimeMillis(), topic, 1, "c", "3");
    table.becomes(ROWS, "\"a\"=1 \"b\"=2 \"c\"=3");
    log.becomes(ROWS, "[0,0]=1 [1,0]=3 [2,0]=2");
    table.becomesLive(ROWS);
  }

  @Test
  void keyOfTwoPartitions_hasTheRecordWithTheLatestTime_andIsWarnedOf() throws Exception {
    String topic = cluster().compacted(2);
    long now = System.currentTimeMillis();
    cluster().sendAt(now - 1_000, topic, 0, "a", "1");
    cluster().sendAt(now - 2_000, topic, 1, "a", "2");
    cluster().sendAt(now - 1_000, topic, 0, "b", "3");
    cluster().sendAt(now, topic, 1, "b", null);
    cluster().sendAt(now, topic, 0, "c", "4");
    Followed followed = follow(TopicTable.of(topic));
    assertThat(followed.entries(ROWS)).isEqualTo("\"a\"=1 \"c\"=4");
    followed.until(() -> !followed.status(ROWS).warnings().isEmpty());
    assertThat(followed.status(ROWS).warnings().getFirst())
        .startsWith("2 keys are in several partitions, such as ");
    cluster().sendAt(now - 3_000, topic, 0, "a", "5");
    followed.becomes(ROWS, "\"a\"=2 \"c\"=4");
    cluster().sendAt(now + 1, topic, 0, "b", "6");
    followed.becomes(ROWS, "\"a\"=2 \"b\"=6 \"c\"=4");
    cluster().sendAt(now + 2, topic, 1, "a", null);
    followed.becomes(ROWS, "\"b\"=6 \"c\"=4");
  }

  @Test
  void rules_ofJavaAndOfLibrdkafka_areKnown_andOthersAreMixed() {
    KeyPlacing java = KeyPlacing.unknown();
    java.see(Cluster.bytes("a"), 0, 1);
    assertThat(java).hasToString("murmur2 crc32");
    String topic = cluster().compacted(4);
    IntStream.range(0, 50).forEach(i -> cluster().send(topic, "key" + i, "1"));
    Fold.records(cluster(), topic).forEach(each -> java.see(each.key(), each.partition(), 4));
    assertThat(java).hasToString("murmur2");
    KeyPlacing librdkafka = KeyPlacing.unknown();
    librdkafka.see(Cluster.bytes("123456789"), (int) (0xCBF43926L % 7), 7);
    assertThat(librdkafka.toString()).contains("crc32");
    KeyPlacing other = KeyPlacing.unknown();
    IntStream.range(0, 50).forEach(i -> other.see(Cluster.bytes("key" + i), 3, 4));
    assertThat(other.isMixed()).isTrue();
    assertThat(KeyPlacing.parse(other.toString()).isMixed()).isTrue();
    assertThat(KeyPlacing.parse(java.toString())).hasToString("murmur2");
  }

  @Test
  void manyKeys_ofManyPartitions_areAllThere() {
    String topic = cluster().compacted(8);
    for (int i = 0; i < 300; i++) {
      String key = "k%03d".formatted(i);
      cluster()
          .send(new ProducerRecord<>(topic, Cluster.bytes(key), Cluster.bytes("\"" + key + "\"")));
    }
    assertThat(follow(TopicTable.of(topic)).entries(ROWS)).isEqualTo(numbered(300));
  }
}
