package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Expansion;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.cluster.shard.LocalCluster.Arrival;
import io.skipruntime.cluster.shard.TeamsService.Person;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.shard.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LocalClusterTest {

  private final Plan plan = Plan.of(new TeamsService());
  private final Random random = new Random(1);

  private LocalCluster cluster(int shards) {
    return new LocalCluster(plan, shards, Arrival.WHOLE_TICKS, true);
  }

  private static Map<String, List<Entry<?, ?>>> people(Entry<?, ?>... entries) {
    return Map.of("people", List.of(entries));
  }

  private static Map<String, List<Entry<?, ?>>> teams(Entry<?, ?>... entries) {
    return Map.of("teams", List.of(entries));
  }

  private static Entry<Long, Person> person(long id, boolean active) {
    return Entry.of(id, new Person("person " + id, active));
  }

  /** What those who serve have of a shared collection after some ticks. */
  private Map<Object, List<?>> shared(String name, LocalCluster cluster) {
    return shared(name, plan, cluster);
  }

  private static Map<Object, List<?>> shared(String name, Plan plan, LocalCluster cluster) {
    Map<Object, List<?>> contents = new TreeMap<>();
    for (TickOutcome outcome : cluster.outcomes()) {
      if (outcome instanceof TickOutcome.Published published) {
        for (TickOutcome.Change each : published.changes()) {
          List<?> values = each.values();
          if (!Integer.valueOf(each.collection()).equals(plan.shared().get(name))) {
            continue;
          }
          if (values == null) {
            contents.remove(each.key());
          } else {
            contents.put(each.key(), values);
          }
        }
      }
    }
    return contents;
  }

  @Test
  void writes_areSeenAsWholeTicks() {
    LocalCluster cluster = cluster(3);
    cluster.append(people(person(1, true), person(2, true), person(3, false)));
    cluster.append(teams(Entry.of(7L, List.of(1L, 2L, 3L)), Entry.of(8L, List.of(2L))));
    cluster.append(people(person(3, true)));
    cluster.run(random);
    assertThat(shared("active", cluster))
        .isEqualTo(Map.of(7L, List.of(1L, 2L, 3L), 8L, List.of(2L)));
    assertThat(shared("counts", cluster))
        .isEqualTo(Map.of(1L, List.of(1L), 2L, List.of(2L), 3L, List.of(1L)));
    assertThat(cluster.outcomes())
        .hasSize(4)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(TickOutcome.Published.class));
  }

  @Test
  void writeThatAFunctionRejects_leavesNoTrace_andThoseOnTheirWayAreToBeMadeAgain() {
    LocalCluster cluster = cluster(4);
    cluster.append(people(person(1, true), person(2, true)));
    cluster.append(teams(Entry.of(7L, List.of(1L, 2L))));
    cluster.run(random);
    long rejected = cluster.append(people(Entry.deleted(2L)));
    long retried = cluster.append(people(person(3, true)));
    long retriedToo = cluster.append(teams(Entry.of(9L, List.of(3L))));
    cluster.run(random);
    List<TickOutcome> outcomes = cluster.outcomes();
    assertThat(outcomes.get((int) rejected - 1))
        .isInstanceOfSatisfying(
            TickOutcome.Rejected.class,
            outcome ->
                assertThat(outcome.failure().reason())
                    .hasMessage(embeddedRejection().getMessage()));
    assertThat(outcomes.get((int) retried - 1)).isEqualTo(new TickOutcome.Retry(retried));
    assertThat(outcomes.get((int) retriedToo - 1)).isEqualTo(new TickOutcome.Retry(retriedToo));
    assertThat(outcomes.getLast()).isInstanceOf(TickOutcome.Undone.class);
    cluster.append(teams(Entry.of(8L, List.of(2L))));
    cluster.run(random);
    assertThat(shared("active", cluster)).isEqualTo(Map.of(7L, List.of(1L, 2L), 8L, List.of(2L)));
    assertThat(shared("counts", cluster)).isEqualTo(Map.of(1L, List.of(1L), 2L, List.of(2L)));
  }

  /** Where roads lead to from some places. */
  record Roads(EagerCollection<Long, Long> starts, EagerCollection<Long, Long> roads) {}

  record Reached(EagerCollection<Long, Long> reached) {}

  record Reach() implements SkipService<Roads, Reached> {
    @Override
    public Reached createGraph(Roads in, Context context) {
      return new Reached(in.starts().closure(Reach::follow, List.of(in.roads()), 1_000));
    }

    private static void follow(Long place, Expansion.Found found, Consumer<? super Long> out) {
      found.<Long>get(0, place).forEach(out);
    }

    @Override
    public Resources<Reached> resources() {
      return Resources.empty();
    }
  }

  @Test
  void closure_isComputedOverTheRowsOfAllShards() {
    Plan roads = Plan.of(new Reach());
    LocalCluster cluster = new LocalCluster(roads, 3, Arrival.WHOLE_TICKS, true);
    cluster.append(
        Map.of(
            "starts", List.of(Entry.of(1L, 1L)),
            "roads", List.of(Entry.of(1L, 2L), Entry.of(2L, 3L, 4L), Entry.of(4L, 1L))));
    cluster.append(Map.of("roads", List.of(Entry.of(2L, 4L), Entry.of(9L, 3L))));
    cluster.run(random);
    assertThat(shared("reached", roads, cluster).keySet()).isEqualTo(Set.of(1L, 2L, 4L));
  }

  /** The failure of the same write in one process. */
  private static Exception embeddedRejection() {
    try (ServiceInstance service =
        ServiceInstance.start(new TeamsService(), EngineOptions.defaults())) {
      service.update("people", List.of(person(1, true), person(2, true)));
      service.update("teams", List.of(Entry.of(7L, List.of(1L, 2L))));
      try {
        service.update("people", List.of(Entry.deleted(2L)));
      } catch (ComputationException e) {
        return e;
      }
    }
    throw new AssertionError("the write is accepted");
  }

  @Test
  void takingBackTwice_isTakingBackOnce() {
    LocalCluster cluster = cluster(2);
    cluster.append(people(person(1, true)));
    cluster.append(teams(Entry.of(7L, List.of(1L))));
    long rejected = cluster.append(people(Entry.deleted(1L)));
    cluster.run(random);
    cluster.append(people(person(2, true)));
    cluster.append(new ShardRecord.Undo(rejected));
    cluster.append(teams(Entry.of(7L, List.of(1L, 2L))));
    cluster.run(random);
    assertThat(shared("active", cluster)).isEqualTo(Map.of(7L, List.of(1L, 2L)));
  }

  @Test
  void writeOfWhatIsThere_changesNothing() {
    LocalCluster cluster = cluster(2);
    cluster.append(people(person(1, true)));
    cluster.append(teams(Entry.of(7L, List.of(1L))));
    cluster.run(random);
    long[] before = cluster.functionRuns();
    long again = cluster.append(people(person(1, true)));
    cluster.run(random);
    assertThat(cluster.functionRuns()).isEqualTo(before);
    assertThat(cluster.outcomes().getLast()).isEqualTo(new TickOutcome.Published(again, List.of()));
  }

  @Test
  void writeOfOtherTypes_doesNotGetAsFarAsTheLog() {
    LocalCluster cluster = cluster(1);
    assertThatThrownBy(() -> cluster.append(teams(Entry.of("no number", List.of(1L)))))
        .isInstanceOf(InvalidInputException.class);
    cluster.run(random);
    assertThat(cluster.outcomes()).hasSize(1);
  }

  @Test
  void functionRuns_areThoseOfOneProcess_andSpreadEvenly() {
    int users = 4000;
    List<Map<String, List<Entry<?, ?>>>> writes = new ArrayList<>();
    List<Entry<?, ?>> all = new ArrayList<>();
    for (long id = 0; id < users; id++) {
      all.add(person(id, true));
    }
    writes.add(Map.of("people", all));
    List<Entry<?, ?>> teams = new ArrayList<>();
    for (long id = 0; id < users; id++) {
      teams.add(Entry.of(id, List.of(id, (id * 7) % users)));
    }
    writes.add(Map.of("teams", teams));
    for (int tick = 0; tick < 20; tick++) {
      List<Entry<?, ?>> toggled = new ArrayList<>();
      for (long id = tick; id < users; id += 20) {
        toggled.add(person(id, false));
      }
      writes.add(Map.of("people", toggled));
    }
    long embedded;
    try (ServiceInstance service =
        ServiceInstance.start(new TeamsService(), EngineOptions.defaults())) {
      writes.forEach(each -> each.forEach(service::update));
      embedded = service.statistics().functionRuns();
    }
    for (int shards : new int[] {1, 2, 8}) {
      LocalCluster cluster = new LocalCluster(plan, shards, Arrival.WHOLE_TICKS, false);
      writes.forEach(cluster::append);
      cluster.run(random);
      long[] runs = cluster.functionRuns();
      assertThat(Arrays.stream(runs).sum()).isEqualTo(embedded);
      long mean = embedded / shards;
      for (long each : runs) {
        assertThat(each).isBetween(mean * 3 / 4, mean * 5 / 4);
      }
    }
  }

  @Test
  void moreShardsThanGroupsOfKeys_areRefused() {
    assertThatThrownBy(() -> cluster(129))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("128");
  }
}
