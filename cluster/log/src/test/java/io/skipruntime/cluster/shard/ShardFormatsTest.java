package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.shard.TeamsService.Person;
import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.ShardFailure;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.CommandEnd;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ShardFormatsTest {

  private static final TickOrigin ORIGIN = new TickOrigin("epoch", "plan");
  private static final ClassLoader LOADER = ShardFormatsTest.class.getClassLoader();

  private final Plan plan = Plan.of(new TeamsService());

  private Map<String, List<Entry<Object, Object>>> changes() {
    List<Entry<Long, Person>> people = new ArrayList<>();
    for (long id = 0; id < 50; id++) {
      people.add(Entry.of(id, new Person("person " + id, id % 2 == 0)));
    }
    List<Entry<?, ?>> teams = List.of(Entry.of(7L, List.of(1L, 2L)), Entry.deleted(8L));
    return Map.of("people", plan.accept("people", people), "teams", plan.accept("teams", teams));
  }

  private static final CommandCall CALL =
      new CommandCall("owner", "increment", "key", Json.object(Map.of("counter", Json.of(1))));

  private static Proposal.CommandRun run(Optional<CommandCall> call) {
    return new Proposal.CommandRun(7, call, new CommandEnd.Done(Json.of("done")));
  }

  private List<ShardRecord> records() {
    return List.of(
        new ShardRecord.Beginning("epoch", "v1", plan.digest(), "classes", changes()),
        new ShardRecord.Write(-3, 5, 1_700_000_000_000L, changes()),
        new ShardRecord.Write(Long.MAX_VALUE, 0, 0, Map.of()),
        new ShardRecord.Write(1, 2, 3, changes(), Optional.of(run(Optional.of(CALL)))),
        new ShardRecord.Write(1, 2, 3, Map.of(), Optional.of(run(Optional.empty()))),
        new ShardRecord.Undo(1234));
  }

  private static List<TickOutcome> outcomes() {
    ComputationException failed =
        new ComputationException("groups.map(Active)", List.of(1L, "x"), new SkipException("no"));
    return List.of(
        new TickOutcome.Published(
            9,
            List.of(
                new TickOutcome.Change(3, 7L, List.of(new Person("p", true), "text")),
                new TickOutcome.Change(0, "gone", null))),
        new TickOutcome.Published(1, List.of()),
        new TickOutcome.Rejected(300, new ShardFailure(2, failed)),
        new TickOutcome.Rejected(301, new ShardFailure(0, new SkipException("wired wrongly"))),
        new TickOutcome.Retry(302),
        new TickOutcome.Published(
            304,
            List.of(new TickOutcome.Change(0, "gone", null)),
            Optional.of(
                new RememberedAnswer(CALL, 1_700_000_000_000L, 304, run(Optional.empty()).end()))),
        new TickOutcome.Overtaken(305),
        new TickOutcome.Undone(303));
  }

  /** Entries by input and key, since groups of keys have an order of their own. */
  private static Map<String, Map<Object, List<?>>> byKey(ShardRecord record) {
    Map<String, List<Entry<Object, Object>>> entries =
        switch (record) {
          case ShardRecord.Beginning beginning -> beginning.data();
          case ShardRecord.Write write -> write.changes();
          case ShardRecord.Undo undo -> Map.of();
        };
    Map<String, Map<Object, List<?>>> all = new TreeMap<>();
    entries.forEach((input, each) -> {
      Map<Object, List<?>> keys = all.computeIfAbsent(input, name -> new HashMap<>());
      each.forEach(entry -> keys.put(entry.key(), entry.values()));
    });
    return all;
  }

  @Test
  void records_comeBackAsTheyWere() {
    for (ShardRecord record : records()) {
      ShardRecord read = ShardRecordFormat.decode(ShardRecordFormat.encode(record), plan);
      assertThat(byKey(read)).isEqualTo(byKey(record));
      assertThat(headOf(read)).isEqualTo(headOf(record));
    }
  }

  private static ShardRecord headOf(ShardRecord record) {
    return ShardRecordFormat.divide(ShardRecordFormat.encode(record)).head();
  }

  @Test
  void dividedRecord_hasTheEntriesOfEachGroup() {
    ShardRecordFormat.Divided divided =
        ShardRecordFormat.divide(
            ShardRecordFormat.encode(new ShardRecord.Write(1, 2, 3, changes())));
    assertThat(divided.head()).isEqualTo(new ShardRecord.Write(1, 2, 3, Map.of()));
    int[] entries = {0};
    divided
        .groups()
        .forEach((group, bytes) ->
            EntriesFormat.decode(bytes, plan)
                .values()
                .forEach(each -> {
                  entries[0] += each.size();
                  assertThat(each).allMatch(entry -> KeyGroups.of(entry.key()) == group);
                }));
    assertThat(entries[0]).isEqualTo(52);
  }

  @Test
  void outcomes_comeBackAsTheyWere() {
    for (TickOutcome outcome : outcomes()) {
      byte[] bytes = TickFormat.encode(outcome, ORIGIN);
      TickOutcome read = TickFormat.decode(bytes, LOADER);
      assertThat(TickFormat.tickOf(bytes)).isEqualTo(outcome.tick());
      assertThat(TickFormat.originOf(bytes)).isEqualTo(ORIGIN);
      if (outcome instanceof TickOutcome.Rejected rejected) {
        ShardFailure failure = ((TickOutcome.Rejected) read).failure();
        assertThat(read.tick()).isEqualTo(outcome.tick());
        assertThat(failure.level()).isEqualTo(rejected.failure().level());
        assertThat(failure.reason())
            .hasSameClassAs(rejected.failure().reason())
            .hasMessage(rejected.failure().reason().getMessage());
      } else {
        assertThat(read).isEqualTo(outcome);
      }
    }
  }

  @Test
  void failureOfAFunction_keepsWhatAClientIsTold() {
    for (Object key : List.of(1L, "text", List.of(1L, "x"))) {
      ComputationException failure =
          new ComputationException("node", key, new IllegalStateException());
      ShardFailure read = FailureFormat.decode(FailureFormat.encode(new ShardFailure(1, failure)));
      assertThat(read.reason())
          .isInstanceOfSatisfying(
              ComputationException.class,
              found -> {
                assertThat(found).hasMessage(failure.getMessage());
                assertThat(found.node()).isEqualTo(failure.node());
                assertThat(found.key()).isEqualTo(failure.key());
                assertThat(found.causeMessage()).isEqualTo("IllegalStateException");
              });
    }
  }

  private static void requireSound(byte[] whole, Consumer<byte[]> decode) {
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decode.accept(cut)).isInstanceOf(MalformedDataException.class);
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> decode.accept(longer)).isInstanceOf(MalformedDataException.class);
    Random random = new Random(7);
    int malformed = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        decode.accept(damaged);
      } catch (MalformedDataException e) {
        malformed++;
      }
    }
    assertThat(malformed).isPositive();
    byte[] other = whole.clone();
    other[0] = 9;
    assertThatThrownBy(() -> decode.accept(other))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("format 9");
  }

  @Test
  void headOfASnapshot_comesBackAsItWas_alsoOneThatWasWrittenBefore() {
    SnapshotHead head =
        new SnapshotHead(
            new ShardRecord.Beginning("epoch", "v1", "plan", "classes", Map.of()), 300, 299);
    assertThat(SnapshotHead.decode(head.encode())).isEqualTo(head);
    byte[] format1 =
        HexFormat.of().parseHex("010565706f6368027631" + "04706c616e07636c6173736573ac02ab02");
    assertThat(SnapshotHead.decode(format1)).isEqualTo(head);
    requireSound(head.encode(), SnapshotHead::decode);
  }

  @Test
  void damagedRecords_areReadOrMalformed() {
    for (ShardRecord record : records()) {
      requireSound(
          ShardRecordFormat.encode(record), bytes -> ShardRecordFormat.decode(bytes, plan));
    }
  }

  @Test
  void damagedOutcomes_areReadOrMalformed() {
    for (TickOutcome outcome : outcomes()) {
      requireSound(TickFormat.encode(outcome, ORIGIN), bytes -> TickFormat.decode(bytes, LOADER));
    }
  }

  @Test
  void eachEntry_hasTheBytesThatItIsEncodedToAlone() {
    Map<String, List<Entry<Object, Object>>> changes = new TreeMap<>(changes());
    byte[] bytes = EntriesFormat.encode(changes);
    byte[] message = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, message, 1, bytes.length);
    List<EntriesFormat.Single> singles = EntriesFormat.decodeEach(message, 1, plan);
    assertThat(singles).hasSize(52);
    int next = 0;
    for (Map.Entry<String, List<Entry<Object, Object>>> each : changes.entrySet()) {
      for (Entry<Object, Object> entry : each.getValue()) {
        EntriesFormat.Single single = singles.get(next++);
        assertThat(single.input()).isEqualTo(each.getKey());
        assertThat(single.entry()).isEqualTo(entry);
        assertThat(single.bytes())
            .isEqualTo(EntriesFormat.encode(Map.of(each.getKey(), List.of(entry))));
        assertThat(EntriesFormat.decode(single.deletion().bytes(), plan))
            .isEqualTo(Map.of(each.getKey(), List.of(new Entry<>(entry.key(), List.of()))));
      }
    }
  }

  @Test
  void eachEntry_isTheLastOfItsKey() {
    Entry<Object, Object> last = new Entry<>(1L, List.of(new Person("last", true)));
    Entry<Object, Object> other = new Entry<>(2L, List.of(new Person("other", true)));
    byte[] bytes =
        EntriesFormat.encode(
            new TreeMap<>(
                Map.of(
                    "people",
                    List.of(new Entry<Object, Object>(1L, List.of()), other, last),
                    "teams",
                    List.of(new Entry<Object, Object>(7L, List.of(List.of(1L)))))));
    List<EntriesFormat.Single> singles = EntriesFormat.decodeEach(bytes, 0, plan);
    assertThat(singles)
        .extracting(EntriesFormat.Single::entry)
        .containsExactlyInAnyOrder(last, other, new Entry<>(7L, List.of(List.of(1L))));
    for (EntriesFormat.Single each : singles) {
      assertThat(each.bytes())
          .isEqualTo(EntriesFormat.encode(Map.of(each.input(), List.of(each.entry()))));
    }
  }

  @Test
  void damagedEntries_areReadOrMalformed_alsoEachAlone() {
    byte[] whole = EntriesFormat.encode(changes());
    Random random = new Random(8);
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Map<String, List<Entry<Object, Object>>> read;
      try {
        read = EntriesFormat.decode(damaged, plan);
      } catch (MalformedDataException e) {
        assertThatThrownBy(() -> EntriesFormat.decodeEach(damaged, 0, plan))
            .isInstanceOf(MalformedDataException.class);
        continue;
      }
      assertThat(EntriesFormat.decodeEach(damaged, 0, plan))
          .extracting(EntriesFormat.Single::entry)
          .containsExactlyElementsOf(read.values().stream().flatMap(List::stream).toList());
    }
  }

  @Test
  void entriesThatTheProgramDoesNotTake_areMalformed() {
    byte[] wrongType =
        EntriesFormat.encode(Map.of("people", List.of(new Entry<>("no number", List.of(1L)))));
    byte[] wrongInput = EntriesFormat.encode(Map.of("places", List.of()));
    for (byte[] bytes : List.of(wrongType, wrongInput)) {
      assertThatThrownBy(() -> EntriesFormat.decode(bytes, plan))
          .isInstanceOf(MalformedDataException.class)
          .hasMessageContaining("does not take");
    }
  }
}
