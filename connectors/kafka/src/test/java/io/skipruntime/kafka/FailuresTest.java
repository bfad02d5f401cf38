package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SourceUnavailableException;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.junit.jupiter.api.Test;

/** What a source says when it may not, cannot or need not read. */
final class FailuresTest extends TopicTests {

  FailuresTest(Cluster cluster) {
    super(cluster);
  }

  @Test
  void rightsThatAreMissing_areNamed_withWhatGivesThem() throws Exception {
    String topic = cluster().compacted(1);
    cluster().send(topic, "a", "1");
    cluster().rule(topic, AclOperation.DESCRIBE, AclPermissionType.ALLOW);
    cluster().rule(topic, AclOperation.READ, AclPermissionType.DENY);
    Followed followed = follow(TopicTable.of(topic));
    assertThatThrownBy(() -> followed.entries(ROWS))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("lacks the right Read")
        .hasMessageContaining("--operation Read --operation Describe")
        .hasMessageContaining("--topic " + topic);
  }

  @Test
  void settingsThatMayNotBeRead_areWarnedOf_andDoNotStopTheSource() throws Exception {
    String topic = cluster().compacted(1);
    cluster().send(topic, "a", "1");
    cluster().rule(topic, AclOperation.READ, AclPermissionType.ALLOW);
    Followed followed = follow(TopicTable.of(topic));
    assertThat(followed.entries(ROWS)).isEqualTo("\"a\"=1");
    followed.until(() -> !followed.status(ROWS).warnings().isEmpty());
    assertThat(followed.status(ROWS).warnings().getFirst())
        .contains("the right DescribeConfigs for " + topic + " is missing");
  }

  @Test
  void secrets_areNotShown_inFailuresAndTexts() {
    KafkaOptions options =
        cluster()
            .options()
            .withProperty("security.protocol", "SASL_PLAINTEXT")
            .withProperty("sasl.mechanism", "PLAIN")
            .withSecret("sasl.jaas.config", "no module with a hushed word");
    Followed followed = follow(options, TopicTable.of("any"), AS_ROWS);
    assertThatThrownBy(() -> followed.entries(ROWS))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageNotContaining("hushed");
    assertThat(followed.status(ROWS).toString()).doesNotContain("hushed");
    assertThat(options.toString()).contains("sasl.jaas.config").doesNotContain("hushed");
    assertThat(
            new KafkaFailures(options.withProperty("ssl.key.password", "open sesame"))
                .of(new IllegalStateException("with open sesame"), "any"))
        .hasMessage("Kafka: with ***");
  }

  @Test
  void propertiesThatASourceDecides_areRefused() {
    for (String name : new String[] {"group.id", "auto.offset.reset", "isolation.level"}) {
      assertThatThrownBy(() -> cluster().options().withProperty(name, "any"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }
  }

  @Test
  void sources_leaveNoGroupOnTheBrokers_andDisturbNoOther() throws Exception {
    String topic = cluster().compacted(2);
    cluster().send(topic, "a", "1");
    Followed one = follow(TopicTable.of(topic));
    Followed other = follow(TopicTable.of(topic));
    assertThat(one.entries(ROWS)).isEqualTo("\"a\"=1");
    assertThat(other.entries(ROWS)).isEqualTo("\"a\"=1");
    stop(one);
    cluster().send(topic, "b", "2");
    other.becomes(ROWS, "\"a\"=1 \"b\"=2");
    assertThat(Cluster.get(cluster().admin().listGroups().all())).isEmpty();
  }

  /** A format whose registry can be away, which has what is needed for texts with a part. */
  private record Registered(AtomicBoolean isAway, String part) implements Format {
    @Override
    public Json decode(String topic, byte[] bytes) throws UnfitRecordException, SourceException {
      if (isAway.get() && new String(bytes, StandardCharsets.UTF_8).contains(part)) {
        throw SourceException.passing("the registry is away");
      }
      return Formats.json().decode(topic, bytes);
    }

    @Override
    public byte[] encode(String topic, Json json) throws UnfitRecordException, SourceException {
      return Formats.json().encode(topic, json);
    }

    @Override
    public String describe() {
      return "registered";
    }
  }

  @Test
  void registryThatIsAway_leavesTheSourceStale_andNoRecordIsLeftOut() throws Exception {
    String topic = cluster().compacted(1);
    AtomicBoolean isAway = new AtomicBoolean();
    Followed followed = follow(TopicTable.of(topic).withValues(new Registered(isAway, "")));
    assertThat(followed.entries(ROWS)).isEmpty();
    isAway.set(true);
    cluster().send(topic, "a", "1");
    cluster().send(topic, "b", "2");
    followed.becomesStale(ROWS, "the registry is away");
    isAway.set(false);
    followed.becomes(ROWS, "\"a\"=1 \"b\"=2");
    followed.becomesLive(ROWS);
    assertThat(followed.status(ROWS).rejected().count()).isZero();
  }

  @Test
  void registryOfAKeyThatIsAway_leavesOutNoRecordBefore() throws Exception {
    String topic = cluster().compacted(1);
    AtomicBoolean isAway = new AtomicBoolean(true);
    Followed followed = follow(TopicTable.of(topic).withKeys(new Registered(isAway, "b")));
    assertThat(followed.entries(ROWS)).isEmpty();
    try (KafkaProducer<byte[], byte[]> producer =
        cluster().producer(Map.of("linger.ms", 10_000))) { // so that one poll has all
      var first = producer.send(Cluster.message(topic, 0, "\"a\"", "1"));
      var last = producer.send(Cluster.message(topic, 0, "\"b\"", "2"));
      producer.flush();
      assertThat(Cluster.get(first).offset()).isLessThan(Cluster.get(last).offset());
    }
    followed.becomesStale(ROWS, "the registry is away");
    isAway.set(false);
    followed.becomes(ROWS, "\"a\"=1 \"b\"=2");
    followed.becomesLive(ROWS);
  }
}
