package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.FileLog;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.node.NodeSnapshots;
import io.skipruntime.cluster.shard.TeamsService.Person;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.json.CanonicalOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledInputsTest {

  private static final int PEOPLE = 6_000;
  private static final String LONG_NAME = "a name ".repeat(40);

  private final Plan plan = Plan.of(new TeamsService());
  private final ShardRecord.Beginning beginning =
      new ShardRecord.Beginning("epoch", "", plan.digest(), plan.program(), Map.of());

  @TempDir Path directory;

  private Entry<Object, Object> person(long id) {
    return plan.accept("people", List.of(Entry.of(id, new Person(LONG_NAME + id, true))))
        .getFirst();
  }

  private static byte[] encode(String input, Entry<Object, Object> entry) {
    return EntriesFormat.encode(Map.of(input, List.of(entry)));
  }

  /** Adds people in random order, in as many parts as they need. */
  private int addPeople(SpooledInputs inputs) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    long[] ids = new long[PEOPLE];
    Arrays.setAll(ids, id -> id);
    InputsPart part = new InputsPart("people");
    int parts = 1;
    for (int left = PEOPLE; left > 0; left--) {
      int chosen = random.nextInt(left);
      part.add(encode("people", person(ids[chosen])));
      ids[chosen] = ids[left - 1];
      if (part.isFull()) {
        inputs.add(part.encode());
        part = new InputsPart("people");
        parts++;
      }
    }
    inputs.add(part.encode());
    return parts;
  }

  private Map<Object, List<?>> read(InputsSnapshot snapshot, String input) {
    Map<Object, List<?>> all = new TreeMap<>(CanonicalOrder.INSTANCE);
    snapshot.read(
        plan,
        (name, entries) -> {
          if (name.equals(input)) {
            entries.forEach(each -> all.put(each.key(), each.values()));
          }
        });
    return all;
  }

  @Test
  void snapshot_hasAllEntriesOfAllParts_whateverTheirOrder() throws Exception {
    SpooledInputs inputs = SpooledInputs.create(plan);
    Path spool = inputs.directory();
    assertThat(addPeople(inputs)).isGreaterThan(3);
    LogSnapshot snapshot = inputs.snapshot(beginning, 77, 66);
    try (CommitLog log = FileLog.open(directory)) {
      try (var state = snapshot.state()) {
        log.keep(new LogSnapshot(snapshot.place(), snapshot.decisions(), state));
      }
      assertThat(spool).doesNotExist();
      InputsSnapshot read = InputsSnapshot.newest(log, "L").orElseThrow();
      assertThat(read.tick()).isEqualTo(77);
      assertThat(read.commands().lastWrite()).isEqualTo(66);
      assertThat(read.beginning()).isEqualTo(beginning);
      Map<Object, List<?>> people = read(read, "people");
      assertThat(people).hasSize(PEOPLE);
      people.forEach(
          (id, values) -> assertThat(values).isEqualTo(List.of(new Person(LONG_NAME + id, true))));
      assertThat(read(read, "teams")).isEmpty();
    }
  }

  @Test
  void snapshotThatIsNotWritten_leavesNoFile() throws Exception {
    SpooledInputs inputs = SpooledInputs.create(plan);
    SpooledInputs second = SpooledInputs.create(plan);
    Path spool = inputs.directory();
    addPeople(inputs);
    try (CommitLog log = FileLog.open(directory);
        NodeSnapshots snapshots = new NodeSnapshots(log)) {
      snapshots.keep(inputs.snapshot(beginning, 77, 66));
      snapshots.keep(second.snapshot(beginning, 78, 66)); // while the first is being written
    }
    assertThat(spool).doesNotExist();
    assertThat(second.directory()).doesNotExist();
  }

  @Test
  void damagedParts_areMalformed() throws Exception {
    InputsPart part = new InputsPart("people");
    part.add(encode("people", person(1)));
    byte[] whole = part.encode();
    try (SpooledInputs inputs = SpooledInputs.create(plan)) {
      int malformed = 0;
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        try {
          inputs.add(cut);
        } catch (MalformedDataException e) {
          malformed++;
        }
      }
      assertThat(malformed).isEqualTo(whole.length - 1); // one is a part without entries
      assertThatThrownBy(() -> inputs.add(new InputsPart("others").encode()))
          .isInstanceOf(MalformedDataException.class)
          .hasMessageContaining("there is no input others");
    }
  }
}
