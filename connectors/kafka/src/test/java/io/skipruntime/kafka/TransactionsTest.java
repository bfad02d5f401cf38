package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.followed.Followed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records that producers write in transactions, of which some are aborted and some hang. */
final class TransactionsTest extends TopicTests {

  private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();

  TransactionsTest(Cluster cluster) {
    super(cluster);
  }

  @AfterEach
  void closeProducers() {
    producers.forEach(KafkaProducer::close);
  }

  private KafkaProducer<byte[], byte[]> transactional(String id) {
    KafkaProducer<byte[], byte[]> producer =
        cluster().producer(Map.of("transactional.id", id, "transaction.timeout.ms", 60_000));
    producers.add(producer);
    producer.initTransactions();
    return producer;
  }

  @Test
  void committedRecords_areThere_andAbortedOnesNever_howeverTheyAreMixed() throws Exception {
    String topic = cluster().compacted(3);
    Followed live = follow(TopicTable.of(topic));
    assertThat(live.entries(ROWS)).isEmpty();
    List<KafkaProducer<byte[], byte[]>> three =
        List.of(transactional("mix1"), transactional("mix2"), transactional("mix3"));
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 10; round++) {
      three.forEach(KafkaProducer::beginTransaction);
      for (int i = 0; i < 15; i++) {
        String key = "k" + random.nextInt(12);
        String value = random.nextInt(5) == 0 ? null : Integer.toString(100 * round + i);
        var sent = three.get(i % 3).send(Cluster.message(topic, null, key, value));
        if (random.nextInt(3) == 0) {
          Cluster.get(sent);
        }
      }
      for (KafkaProducer<byte[], byte[]> each : three) {
        if (random.nextBoolean()) {
          each.commitTransaction();
        } else {
          each.abortTransaction();
        }
      }
    }
    String expected = Fold.rows(cluster(), topic);
    live.becomes(ROWS, expected);
    assertThat(follow(TopicTable.of(topic)).entries(ROWS)).isEqualTo(expected);
  }

  @Test
  void abortedRecordsAtTheEnd_doNotKeepATableFromBeingLive() throws Exception {
    String topic = cluster().compacted(1);
    cluster().send(topic, "a", "1");
    KafkaProducer<byte[], byte[]> producer = transactional("aborting");
    producer.beginTransaction();
    Cluster.get(producer.send(Cluster.message(topic, 0, "b", "2")));
    producer.abortTransaction();
    Followed followed = follow(TopicTable.of(topic));
    assertThat(followed.entries(ROWS)).isEqualTo("\"a\"=1");
    followed.becomesLive(ROWS);
    followed.until(() -> followed.status(ROWS).lag().filter(lag -> lag.amount() == 0).isPresent());
  }

  @Test
  void transactionThatHangs_isToldWithTheLag_andWhatIsBeforeItIsThere() throws Exception {
    String topic = cluster().compacted(1);
    cluster().send(topic, "a", "1");
    KafkaProducer<byte[], byte[]> producer = transactional("hanging");
    producer.beginTransaction();
    Cluster.get(producer.send(Cluster.message(topic, 0, "b", "2")));
    cluster().send(topic, "c", "3");
    Followed followed = follow(TopicTable.of(topic));
    assertThat(followed.entries(ROWS)).isEqualTo("\"a\"=1");
    followed.becomesLive(ROWS);
    followed.until(() -> !followed.status(ROWS).warnings().isEmpty());
    assertThat(followed.status(ROWS).warnings())
        .singleElement()
        .asString()
        .startsWith("partition 0 stands at 1 behind an open transaction since ");
    assertThat(followed.status(ROWS).lag().orElseThrow().amount()).isEqualTo(2);
    producer.commitTransaction();
    followed.becomes(ROWS, "\"a\"=1 \"b\"=2 \"c\"=3");
    followed.until(() -> followed.status(ROWS).warnings().isEmpty());
  }
}
