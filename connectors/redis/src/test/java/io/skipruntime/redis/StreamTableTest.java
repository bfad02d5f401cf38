package io.skipruntime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SourceStatus;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XTrimParams;

/** The rows that the records of a stream make, and what the status tells of them. */
final class StreamTableTest extends StreamTests {

  /** A value, whose names differ from those of the fields. */
  record Order(String customerName, Optional<String> note) {}

  @Test
  void value_isReadAsTheRecordThatItIsUsedWith() throws Exception {
    add("key", "a", "value", "{\"customer_name\":\"ann\",\"other\":1}");
    add("key", "b", "value", "{\"customerName\":\"bob\",\"note\":\"soon\"}");
    follow(StreamTable.of(STREAM), String.class, Order.class)
        .becomes(
            ROWS,
            "\"a\"={\"customerName\":\"ann\",\"note\":null}"
                + " \"b\"={\"customerName\":\"bob\",\"note\":\"soon\"}");
  }

  @Test
  void fields_areTheValue_andARecordWithoutAnyDeletes() throws Exception {
    add("id", "1", "customer_name", "ann", "amount", "7");
    Followed followed = follow(StreamTable.of(STREAM).withKeyField("id").withFieldsAsValue());
    followed.becomes(ROWS, "\"1\"={\"amount\":\"7\",\"customer_name\":\"ann\"}");
    add("id", "1");
    followed.becomes(ROWS, "");
    StreamTable table = StreamTable.of(STREAM).withKeyField("id").withFieldsAsValue();
    add("id", "2", "customer_name", "bob", "note", "x");
    follow(table, String.class, Order.class)
        .becomes(ROWS, "\"2\"={\"customerName\":\"bob\",\"note\":\"x\"}");
  }

  @Test
  void tombstoneField_deletes_alsoARecordWithAValue() throws Exception {
    StreamTable table =
        StreamTable.of(STREAM).withValueField("v").withTombstoneField("gone").withJsonKeys();
    add("key", "1", "v", "10");
    add("key", "2", "v", "20");
    Followed followed = follow(table, Long.class, Long.class);
    followed.becomes(ROWS, "1=10 2=20");
    add("key", "1", "v", "11", "gone", "");
    followed.becomes(ROWS, "2=20");
    add("key", "1.0", "v", "12");
    followed.becomes(ROWS, "1=12 2=20");
  }

  @Test
  void recordsThatCannotBeUsed_areListed_andDoNotStopOthers() throws Exception {
    add("value", "1");
    redis()
        .xadd(
            STREAM.getBytes(StandardCharsets.UTF_8),
            XAddParams.xAddParams(),
            Map.of(
                "key".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xff},
                "value".getBytes(StandardCharsets.UTF_8),
                new byte[] {'1'}));
    add("key", "text", "value", "\"no number\"");
    add("key", "json", "value", "{oops");
    add("key", "good", "value", "5");
    Followed followed = follow(StreamTable.of(STREAM), String.class, Long.class);
    followed.becomes(ROWS, "\"good\"=5");
    followed.until(() -> followed.status(ROWS).rejected().count() == 4);
    assertThat(followed.status(ROWS).rejected().toString())
        .contains("no field key", "not UTF-8", "the field value is not JSON", "the value:");
  }

  @Test
  void streamsOfThousands_areReadInPages_andFollowedInPages() throws Exception {
    addThousands(2_500);
    Followed followed = follow(StreamTable.of(STREAM), String.class, Long.class);
    assertThat(followed.service().getAll(ROWS, Followed.NO_PARAMS)).hasSize(2_500);
    addThousands(4_000);
    followed.until(() -> followed.service().getAll(ROWS, Followed.NO_PARAMS).size() == 4_000);
    followed.until(() ->
        followed
            .status(ROWS)
            .lag()
            .equals(Optional.of(new SourceStatus.Lag(0, "records", Optional.empty()))));
    assertThat(followed.status(ROWS).warnings()).isEmpty();
    assertThat(followed.status(ROWS).position().orElseThrow().toString()).contains("6500");
  }

  private void addThousands(int count) {
    try (Pipeline pipeline = redis().pipelined()) {
      for (int i = 0; i < count; i++) {
        pipeline.xadd(
            STREAM,
            StreamEntryID.NEW_ENTRY,
            Map.of("key", "k" + i, "value", Integer.toString(count)));
      }
    }
  }

  @Test
  void recordsThatWereReadAndThenTrimmed_stay_withAWarning() throws Exception {
    add("key", "a", "value", "1");
    add("key", "b", "value", "2");
    Followed followed = follow(StreamTable.of(STREAM));
    followed.becomes(ROWS, "\"a\"=1 \"b\"=2");
    assertThat(followed.status(ROWS).warnings()).isEmpty();
    redis().xtrim(STREAM, XTrimParams.xTrimParams().maxLen(0));
    add("key", "c", "value", "3");
    followed.becomes(ROWS, "\"a\"=1 \"b\"=2 \"c\"=3");
    followed.until(() -> followed.status(ROWS).warnings().toString().contains("trimmed"));
    followed.becomesLive(ROWS);
  }

  @Test
  void streamThatIsGone_leavesTheRows_untilItIsMadeAgain() throws Exception {
    add("key", "a", "value", "1");
    Followed followed = follow(StreamTable.of(STREAM));
    followed.becomes(ROWS, "\"a\"=1");
    redis().del(STREAM);
    followed.becomesStale(ROWS, "there is no stream items any more");
    assertThat(followed.entries(ROWS)).isEqualTo("\"a\"=1");
    add("key", "b", "value", "2");
    followed.becomes(ROWS, "\"b\"=2");
    followed.becomesLive(ROWS);
  }

  @Test
  void streamThatIsMadeAgainWithTheSameIdentifiers_isReadAgain() throws Exception {
    StreamEntryID id = new StreamEntryID(5, 1);
    addAt(id, "key", "a", "value", "1");
    Followed followed = follow(StreamTable.of(STREAM));
    followed.becomes(ROWS, "\"a\"=1");
    var swap = redis().multi();
    swap.del(STREAM);
    swap.xadd(STREAM, id, Map.of("key", "b", "value", "2"));
    swap.exec();
    followed.becomes(ROWS, "\"b\"=2");
    followed.becomesLive(ROWS);
  }

  @Test
  void serverThatDoesNotAnswer_isNoticed_andDoesNotHoldUpAClose() throws Exception {
    add("key", "a", "value", "1");
    Followed followed = follow(StreamTable.of(STREAM));
    Followed other = follow(StreamTable.of(STREAM));
    followed.becomes(ROWS, "\"a\"=1");
    other.becomes(ROWS, "\"a\"=1");
    server().silence(true);
    try {
      stop(other);
      followed.becomesStale(ROWS, "Redis cannot be reached");
    } finally {
      server().silence(false);
    }
    add("key", "b", "value", "2");
    followed.becomes(ROWS, "\"a\"=1 \"b\"=2");
    followed.becomesLive(ROWS);
  }

  @Test
  void keyOfAnotherType_andAnUnknownResource_areSaid() {
    redis().set(STREAM, "text");
    Followed followed = follow(StreamTable.of(STREAM));
    assertThatThrownBy(() -> followed.entries(ROWS)).hasMessageContaining("is no stream");
    assertThatThrownBy(() -> followed.entries(ROWS, Json.object(Map.of("a", Json.of(1)))))
        .hasMessageContaining("takes no parameters");
  }
}
