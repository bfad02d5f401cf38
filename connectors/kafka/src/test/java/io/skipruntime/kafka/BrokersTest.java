package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ExternalResource;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.journal.Persistence;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Brokers that are ended and started again, and lose records, under a service. {@code
 * -Dskip.kafka.minutes=60} is the long form of the random one.
 */
final class BrokersTest {

  private static final long RANDOM_SECONDS =
      TimeUnit.MINUTES.toSeconds(Integer.getInteger("skip.kafka.minutes", 0));
  private static final int LEAST_KILLS = 3;
  private static final long SEED = Long.getLong("skip.kafka.seed", System.nanoTime());
  private static final ExternalResource<String, Json> AS_ROWS =
      ExternalResource.of("kafka", "rows", String.class, Json.class);

  /** With those the second broker becomes the leader, though it does not have all records. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "unclean.leader.election.enable", "true",
          "controlled.shutdown.enable", "false",
          "replica.lag.time.max.ms", "1000",
          "broker.session.timeout.ms", "2000",
          "broker.heartbeat.interval.ms", "200");

  private static Cluster cluster;

  @TempDir private Path directory = Path.of("");

  @BeforeAll
  static void start() {
    cluster = Cluster.start(2, SETTINGS);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static KafkaService service(String topic) {
    return new KafkaService(cluster.options(), Map.of("rows", TopicTable.of(topic)));
  }

  private Followed resume(String topic) {
    return new Followed(
        service(topic),
        EngineOptions.defaults().withPersistence(Persistence.in(directory).withProgramVersion("1")),
        AS_ROWS);
  }

  /** Creates a topic whose first replica, and so its leader, is the given one. */
  private static void create(String topic, List<Integer> replicas) {
    NewTopic created = new NewTopic(topic, Map.of(0, replicas));
    Cluster.get(
        cluster
            .admin()
            .createTopics(List.of(created.configs(Map.of("cleanup.policy", "compact"))))
            .all());
  }

  @Test
  void tableIsStale_whileNoBrokerIsThere_andGoesOnAfterThat() throws Exception {
    create("restarted", List.of(0));
    cluster.send("restarted", "a", "1");
    try (Followed followed = new Followed(service("restarted"), AS_ROWS)) {
      assertThat(followed.entries("rows")).isEqualTo("\"a\"=1");
      followed.becomesLive("rows");
      cluster.stopBroker(0);
      cluster.stopBroker(1);
      followed.becomesStale("rows", "no broker can be reached");
      assertThat(followed.entries("rows")).isEqualTo("\"a\"=1");
      cluster.startBroker(0);
      cluster.startBroker(1);
      followed.becomesLive("rows");
      cluster.send("restarted", "b", "2");
      followed.becomes("rows", "\"a\"=1 \"b\"=2");
    }
  }

  @Test
  void recordsThatABrokerLoses_areReplacedByThoseItHas_alsoWhenItHasMoreByNow() throws Exception {
    create("truncated", List.of(0, 1));
    cluster.send("truncated", "a", "1");
    cluster.send("truncated", "b", "2");
    try (Followed followed = new Followed(service("truncated"), AS_ROWS)) {
      assertThat(followed.entries("rows")).isEqualTo("\"a\"=1 \"b\"=2");
      cluster.stopBroker(1);
      cluster.send("truncated", "c", "3");
      cluster.send("truncated", "b", null);
      followed.becomes("rows", "\"a\"=1 \"c\"=3");
      cluster.stopBroker(0);
      cluster.startBroker(1);
      for (String key : new String[] {"d", "e", "f"}) {
        cluster.send("truncated", key, "4");
      }
      followed.becomes("rows", "\"a\"=1 \"b\"=2 \"d\"=4 \"e\"=4 \"f\"=4");
      followed.becomesLive("rows");
      cluster.startBroker(0);
    }
  }

  @Test
  void tableIsTheFoldOfCommittedRecords_whenBrokerAndServiceAreKilled() throws Exception {
    System.err.println("skip.kafka.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    create("random", List.of(0));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RANDOM_SECONDS);
    for (int kill = 0; kill < LEAST_KILLS || System.nanoTime() < end; kill++) {
      try (Followed followed = resume("random")) {
        write(random);
        if (kill % LEAST_KILLS == 1) {
          cluster.stopBroker(0);
          cluster.startBroker(0);
          write(random);
        }
        if (random.nextBoolean()) {
          followed.becomes("rows", Fold.rows(cluster, "random"));
        }
      }
    }
    try (Followed followed = resume("random")) {
      followed.becomes("rows", Fold.rows(cluster, "random"));
      followed.becomesLive("rows");
      assertThat(followed.status("rows").rejected().count()).isZero();
    }
  }

  /** Writes some transactions, of which some are aborted. */
  private static void write(SplittableRandom random) {
    try (KafkaProducer<byte[], byte[]> producer =
        cluster.producer(Map.of("transactional.id", "random"))) {
      producer.initTransactions();
      for (int i = 0; i < 10; i++) {
        producer.beginTransaction();
        for (int j = 0; j < 5; j++) {
          String value = random.nextInt(4) == 0 ? null : Integer.toString(random.nextInt(1_000));
          var unused = producer.send(Cluster.message("random", 0, "k" + random.nextInt(30), value));
        }
        if (random.nextInt(3) == 0) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
  }
}
