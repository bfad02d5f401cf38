package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ExternalResource;
import io.skipruntime.engine.flood.CollidingTexts;
import io.skipruntime.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The records of a table that is read from the beginning, and those that need no decoding. */
final class LatestRecordsTest {

  private static final long MUCH = 1_000_000;

  private final List<String> changes = new ArrayList<>();
  private long offset;

  private LatestRecords records(TopicTable table, long maxBytes) {
    RecordMapping mapping =
        new RecordMapping(table, ExternalResource.of("kafka", "rows", String.class, Json.class));
    TableContents contents = new TableContents(table, mapping, KeyPlacing.unknown(), 1);
    return new LatestRecords(
        contents, (key, outcome) -> changes.add(key + " " + text(outcome)), maxBytes);
  }

  private LatestRecords records(long maxBytes) {
    return records(TopicTable.of("topic"), maxBytes);
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Present present -> present.value().toString();
      case Outcome.Gone gone -> "gone";
      case Outcome.Unusable unusable -> unusable.why();
    };
  }

  private ConsumerRecord<byte[], byte[]> next(@Nullable String key, @Nullable String value) {
    return new ConsumerRecord<>("topic", 0, offset++, bytes(key), bytes(value));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static Json flood(int number) {
    return Json.of(CollidingTexts.text(number));
  }

  @Test
  @Timeout(10)
  void changesWhoseKeysHaveOneHashCode_costNoMoreThanOthers() {
    Changes.Held held = Changes.Held.ofSome();
    KeyOrigins origins = new KeyOrigins();
    for (int i = 0; i < 40_000; i++) {
      Json key = flood(i % 20_000);
      held.put(key, origins.take(key, 0, i, new Outcome.Present(i)));
    }
    held.copyTo((key, outcome) -> changes.add(key + " " + text(outcome)));
    assertThat(changes).hasSize(20_000).contains(flood(7) + " 20007");
  }

  @Test
  void recordThatALaterOneReplaces_isNotDecoded() throws Exception {
    LatestRecords records = records(MUCH);
    records.take(next("a", "1"));
    records.take(next("b", "no JSON"));
    records.take(next("c", "3"));
    records.take(next("b", "4"));
    records.take(next("a", null));
    assertThat(changes).isEmpty();
    records.decode();
    assertThat(changes).containsExactly("c 3", "b 4", "a gone");
  }

  @Test
  void recordsOfAPoll_areGivenAtItsEnd_andWaitAgainIfManyWereReplaced() throws Exception {
    LatestRecords records = records(MUCH);
    for (int poll = 0; poll < 2; poll++) {
      records.take(next("a", "no JSON"));
      records.take(next("a", "1"));
      assertThat(changes).isEmpty();
      records.endPoll();
      assertThat(changes).containsExactly("a 1");
      changes.clear();
    }
  }

  @Test
  void recordsOfAPoll_areGivenAtOnce_forSomePollsAfterOneThatReplacedFew() throws Exception {
    LatestRecords records = records(MUCH);
    records.take(next("a", "1"));
    records.endPoll();
    int polls = 0;
    do {
      changes.clear();
      records.take(next("a", "1"));
      polls++;
      boolean isGiven = !changes.isEmpty();
      records.endPoll();
      assertThat(changes).containsExactly("a 1");
      if (!isGiven) {
        break;
      }
    } while (polls < 100);
    assertThat(polls).isBetween(10, 30);
  }

  @Test
  void recordsOfAStrictTable_neverWait() throws Exception {
    LatestRecords records = records(TopicTable.of("topic").strict(), MUCH);
    for (int poll = 0; poll < 40; poll++) {
      records.take(next("a", "1"));
      assertThat(changes).containsExactly("a 1");
      records.endPoll();
      changes.clear();
    }
  }

  @Test
  void recordsThatCannotBeUsed_areSaidWithTheirPlaces() throws Exception {
    LatestRecords records = records(MUCH);
    records.take(next(null, "1"));
    records.take(next("a", "no JSON"));
    records.decode();
    assertThat(changes)
        .satisfiesExactly(
            first -> assertThat(first).contains("partition 0, offset 0", "needs a key"),
            second -> assertThat(second).contains("partition 0, offset 1", "it is not JSON"));
  }

  @Test
  void records_areDecoded_whenTheyNeedMuchMemory_andWaitAgainIfThatPays() throws Exception {
    LatestRecords records = records(1_000);
    for (int i = 0; i < 20; i++) {
      records.take(next("a" + i % 2, Integer.toString(i)));
    }
    assertThat(changes).isEmpty();
    for (int i = 0; i < 4; i++) {
      records.take(next("b" + i, "0"));
    }
    assertThat(changes).startsWith("a0 18", "a1 19").hasSizeBetween(4, 6);
    int before = changes.size();
    records.take(next("b9", "1"));
    records.take(next("b9", "2"));
    assertThat(changes).hasSize(before);
    records.decode();
    assertThat(changes).endsWith("b9 2");
  }

  @Test
  void recordsOfDifferentKeys_areDecodedAsTheyCome_fromThenOn() throws Exception {
    LatestRecords records = records(1_000);
    for (int i = 0; i < 10; i++) {
      records.take(next("k" + i, Integer.toString(i)));
    }
    assertThat(changes).hasSize(10).startsWith("k0 0").endsWith("k9 9");
    records.take(next("k9", "10"));
    assertThat(changes).endsWith("k9 10");
  }

  @Test
  void recordsOfAStrictTable_areDecodedAsTheyCome() throws Exception {
    LatestRecords records = records(TopicTable.of("topic").strict(), MUCH);
    records.take(next("a", "1"));
    assertThat(changes).containsExactly("a 1");
    assertThatThrownBy(() -> records.take(next("a", "no JSON"))).hasMessageContaining("offset 1");
  }
}
