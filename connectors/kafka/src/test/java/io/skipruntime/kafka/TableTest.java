package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Topics as tables: which rows there are, and what becomes of records that cannot be used. */
final class TableTest extends TopicTests {

  record Order(String customer, long unitPrice, Optional<String> note) {}

  @Tuple
  record Place(String city, long number) {}

  TableTest(Cluster cluster) {
    super(cluster);
  }

  @Test
  void rows_areTheLastRecordOfEachKey_andRecordsWithoutValueDelete() throws Exception {
    String topic = cluster().compacted(3);
    cluster().send(topic, "a", "1");
    cluster().send(topic, "b", "2");
    cluster().send(topic, "a", "3");
    cluster().send(topic, "c", "4");
    cluster().send(topic, "c", null);
    Followed followed = follow(TopicTable.of(topic));
    assertThat(followed.entries("rows")).isEqualTo("\"a\"=3 \"b\"=2");
    cluster().send(topic, "b", null);
    cluster().send(topic, "d", "{\"x\":1}");
    followed.becomes("rows", "\"a\"=3 \"d\"={\"x\":1}");
    followed.becomesLive("rows");
    followed.until(
        () -> followed.status("rows").lag().filter(lag -> lag.amount() == 0).isPresent());
    SourceStatus status = followed.status("rows");
    assertThat(status.rejected().count()).isZero();
    assertThat(status.warnings()).isEmpty();
    assertThat(status.position().orElseThrow().asObject().get("p").asObject().size()).isEqualTo(3);
  }

  @Test
  void emptyTopics_andEmptyPartitions_areLiveAtOnce() throws Exception {
    Followed empty = follow(TopicTable.of(cluster().compacted(3)));
    assertThat(empty.entries("rows")).isEmpty();
    empty.becomesLive("rows");
    String topic = cluster().compacted(5);
    cluster().send(topic, "a", "1");
    Followed followed = follow(TopicTable.of(topic));
    assertThat(followed.entries("rows")).isEqualTo("\"a\"=1");
    followed.becomesLive("rows");
  }

  @Test
  void values_areRecords_whoseComponentsAreFoundByName() {
    String topic = cluster().compacted(1);
    cluster().send(topic, "a", "{\"customer\":\"Ann\",\"unit_price\":7,\"more\":true}");
    cluster().send(topic, "b", "{\"Customer\":\"Bob\",\"unitPrice\":8,\"note\":\"soon\"}");
    Followed followed = follow(TopicTable.of(topic), String.class, Order.class);
    assertThat(followed.entries("rows"))
        .isEqualTo(
            "\"a\"={\"customer\":\"Ann\",\"note\":null,\"unitPrice\":7}"
                + " \"b\"={\"customer\":\"Bob\",\"note\":\"soon\",\"unitPrice\":8}");
  }

  @Test
  void keysAndValues_areReadByTheirFormats() {
    String topic = cluster().compacted(1);
    byte[] seven = ByteBuffer.allocate(Long.BYTES).putLong(7).array();
    cluster().send(new ProducerRecord<>(topic, seven, new byte[] {1, 2, 3}));
    Followed numbers =
        follow(
            TopicTable.of(topic).withKeys(Formats.longs()).withValues(Formats.bytes()),
            Long.class,
            String.class);
    assertThat(numbers.entries("rows")).isEqualTo("7=\"AQID\"");
    String places = cluster().compacted(1);
    cluster().send(places, "[\"Rome\",3]", "caput mundi");
    Followed tuples =
        follow(
            TopicTable.of(places).withKeys(Formats.json()).withValues(Formats.string()),
            Place.class,
            String.class);
    assertThat(tuples.entries("rows")).isEqualTo("[\"Rome\",3]=\"caput mundi\"");
  }

  @Test
  void recordsThatCannotBeUsed_areListed_andDoNotStopOthers() throws Exception {
    String topic = cluster().topic(1, Map.of());
    cluster().send(topic, "a", "1");
    cluster().send(topic, "b", "not JSON");
    cluster().send(topic, "c", "\"not a number\"");
    cluster().send(topic, null, "5");
    cluster().send(new ProducerRecord<>(topic, new byte[] {-1}, Cluster.bytes("6")));
    cluster().send(topic, "d", "7");
    Followed followed = follow(TopicTable.of(topic), String.class, Long.class);
    assertThat(followed.entries("rows")).isEqualTo("\"a\"=1 \"d\"=7");
    SourceStatus.Rejections rejected = followed.status("rows").rejected();
    assertThat(rejected.count()).isEqualTo(4);
    assertThat(rejected.first())
        .extracting(SourceStatus.Rejected::why)
        .anyMatch(why -> why.contains("partition 0, offset 1: the value: it is not JSON"))
        .anyMatch(why -> why.contains("offset 2: the value"))
        .anyMatch(why -> why.contains("offset 3: a row of a table needs a key"))
        .anyMatch(why -> why.contains("offset 4: the key: it is not UTF-8"));
    cluster().send(topic, "a", "\"bad\"");
    followed.becomes("rows", "\"d\"=7");
    cluster().send(topic, "a", "2");
    cluster().send(topic, "b", "3");
    followed.becomes("rows", "\"a\"=2 \"b\"=3 \"d\"=7");
    cluster().send(topic, "c", null);
    followed.until(() -> followed.status("rows").rejected().count() == 2);
    followed.becomesLive("rows");
  }

  @Test
  void strictSource_stopsBeforeARecordThatCannotBeUsed_andSaysWhich() throws Exception {
    String topic = cluster().compacted(1);
    cluster().send(topic, "a", "1");
    Followed followed = follow(TopicTable.of(topic).strict(), String.class, Long.class);
    assertThat(followed.entries("rows")).isEqualTo("\"a\"=1");
    cluster().send(topic, "b", "2");
    cluster().send(topic, "c", "bad");
    cluster().send(topic, "d", "4");
    followed.becomesStale("rows", topic + ", partition 0, offset 2: the value: it is not JSON");
    assertThat(followed.entries("rows")).isEqualTo("\"a\"=1 \"b\"=2");
    Followed late = follow(TopicTable.of(topic).strict(), String.class, Long.class);
    assertThatThrownBy(() -> late.entries("rows"))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("offset 2");
  }

  @Test
  void topicThatIsNotThereYet_isWaitedFor() throws Exception {
    Followed followed = follow(TopicTable.of("late"));
    Thread reader = Thread.ofVirtual().start(() -> followed.entries("rows"));
    followed.until(() ->
        followed.service().sourceStatuses().stream()
            .anyMatch(each -> each.reason().orElse("").contains("there is no topic late")));
    cluster().create("late", 1, 1, Map.of("cleanup.policy", "compact"));
    cluster().send("late", "a", "1");
    followed.becomes("rows", "\"a\"=1");
    reader.join();
  }

  @Test
  void policyThatDeletesByAge_isWarnedOf_inATable() throws Exception {
    String topic = cluster().topic(1, Map.of("cleanup.policy", "delete"));
    Followed followed = follow(TopicTable.of(topic));
    followed.entries("rows");
    followed.until(() -> !followed.status("rows").warnings().isEmpty());
    assertThat(followed.status("rows").warnings())
        .singleElement()
        .asString()
        .contains("cleanup.policy of " + topic + " is delete");
    Followed log = follow(TopicLog.of(topic), Json.class, Json.class);
    log.entries("rows");
    log.until(() -> log.status("rows").lag().isPresent());
    assertThat(log.status("rows").warnings()).isEmpty();
  }
}
