package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.cluster.flink.ClubsService.Person;
import io.skipruntime.cluster.shard.EntriesFormat;
import io.skipruntime.engine.shard.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The inputs of a group of keys give, at any time, what they had after any tick that took effect
 * and is not settled longer than the last one that they were told of; also where writes were taken
 * back meanwhile.
 */
class GroupInputsTest {

  private static final int TICKS = 400;
  private static final int KEYS = 12;

  private final Plan plan = Plan.of(new ClubsService());

  /** One run: what is told, and what there has to be. */
  private final class Run {
    private final SplittableRandom random;
    private final GroupInputs inputs =
        new GroupInputs(plan, 1, MemoryStates.store(), (feed, shard, key, source, values) -> {});
    private final Map<Long, Map<Object, Object>> history = new HashMap<>();
    private final TreeSet<Long> effective = new TreeSet<>();
    private Map<Object, Object> contents = new TreeMap<>();
    private long failingSince;
    private long settled;

    Run(long seed) {
      random = new SplittableRandom(seed);
      history.put(0L, new TreeMap<>());
    }

    private void tick(long tick) throws Exception {
      if (failingSince > 0 && random.nextInt(3) == 0) {
        inputs.tick(tick, settled, InputMessage.undo(failingSince));
        contents = new TreeMap<>(history.get(failingSince - 1));
        failingSince = 0;
      } else {
        inputs.tick(tick, settled, InputMessage.entries(write()));
        if (failingSince == 0 && random.nextInt(8) == 0) {
          failingSince = tick;
        }
        if (failingSince == 0) {
          effective.add(tick);
        }
      }
      history.put(tick, new TreeMap<>(contents));
    }

    private byte[] write() {
      List<Entry<?, ?>> entries = new ArrayList<>();
      for (int left = random.nextInt(4); left >= 0; left--) {
        long key = random.nextInt(KEYS);
        if (random.nextInt(3) == 0) {
          contents.remove(key);
          entries.add(Entry.deleted(key));
        } else {
          Person person = new Person("p" + random.nextInt(3), random.nextBoolean());
          contents.put(key, List.of(person));
          entries.add(Entry.of(key, person));
        }
      }
      return EntriesFormat.encode(Map.of("people", plan.accept("people", entries)));
    }

    private Map<Object, Object> kept(long tick) throws Exception {
      Map<Object, Object> kept = new TreeMap<>();
      inputs.keep(
          tick,
          (input, entry) -> {
            assertThat(input).isEqualTo("people");
            EntriesFormat.decode(entry, plan)
                .getOrDefault(input, List.of())
                .forEach(each -> assertThat(kept.put(each.key(), each.values())).isNull());
          });
      return kept;
    }

    void run() throws Exception {
      for (long tick = 1; tick <= TICKS; tick++) {
        tick(tick);
        for (Long each : effective.tailSet(settled)) {
          assertThat(kept(each)).as("tick %s at tick %s", each, tick).isEqualTo(history.get(each));
        }
        Long next = effective.ceiling(settled + 1);
        if (next != null && random.nextInt(4) > 0) {
          settled = next;
        }
      }
      assertThat(settled).isGreaterThan(TICKS / 4);
    }
  }

  @Test
  void keptEntries_areThoseAfterTheSettledTick_whateverWasWrittenAndTakenBackSince()
      throws Exception {
    for (long seed = 1; seed <= 6; seed++) {
      new Run(seed).run();
    }
  }

  @Test
  void whatIsThereAlready_isNotSentAgain() throws Exception {
    List<Object> sent = new ArrayList<>();
    GroupInputs inputs =
        new GroupInputs(
            plan, 1, MemoryStates.store(), (feed, shard, key, source, values) -> sent.add(key));
    long tick = 0;
    for (boolean active : List.of(true, true, false, false)) {
      List<Entry<?, ?>> entries = List.of(Entry.of(1L, new Person("p", active)), Entry.deleted(2L));
      inputs.tick(
          ++tick,
          0,
          InputMessage.entries(
              EntriesFormat.encode(Map.of("people", plan.accept("people", entries)))));
    }
    assertThat(sent).containsExactly(1L, 1L);
    inputs.tick(++tick, 0, InputMessage.undo(3));
    assertThat(sent).containsExactly(1L, 1L, 1L);
  }
}
