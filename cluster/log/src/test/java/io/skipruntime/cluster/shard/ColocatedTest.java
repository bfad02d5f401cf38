package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.Resources.NoParameters;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.cluster.shard.LocalCluster.Arrival;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.shard.Plan;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The lookups of functions in collections that they are given as colocated. */
class ColocatedTest {

  record Member(String name, int shown) {}

  record Inputs(EagerCollection<Long, Member> users, EagerCollection<Long, List<Long>> groups) {}

  record Shared(EagerCollection<Long, Long> shown) {}

  /** Each group under each of its members. */
  record ByMember() implements Mapper<Long, List<Long>, Long, Long> {
    @Override
    public void mapEntry(Long group, Values<List<Long>> members, Emitter<Long, Long> out) {
      members.getUnique().forEach(member -> out.emit(member, group));
    }
  }

  // region colocated
  record Shown(EagerCollection<Long, Long> groupsPerUser)
      implements Mapper<Long, Member, Long, Long> {
    @Override
    public void mapEntry(Long id, Values<Member> user, Emitter<Long, Long> out) {
      groupsPerUser.get(id).stream()
          .limit(user.getUnique().shown())
          .forEach(group -> out.emit(id, group));
    }
  }

  static EagerCollection<Long, Long> shown(Inputs in, EagerCollection<Long, Long> groupsPerUser) {
    return in.users().map(new Shown(groupsPerUser.colocated()));
  }

  // endregion

  /** A service whose users see the first of their groups. */
  record Groups(BiFunction<Inputs, EagerCollection<Long, Long>, EagerCollection<Long, Long>> graph)
      implements SkipService<Inputs, Shared> {
    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(graph.apply(in, in.groups().map(new ByMember())));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("shown", (shared, context) -> shared.shown());
    }
  }

  private static final Groups COLOCATED = new Groups(ColocatedTest::shown);

  private static Map<String, List<Entry<?, ?>>> write(long seed) {
    Random random = new Random(seed);
    long id = random.nextInt(20);
    return random.nextBoolean()
        ? Map.of("users", List.of(Entry.of(id, new Member("m", random.nextInt(4)))))
        : Map.of("groups", List.of(Entry.of(id, List.of((id * 7) % 20, (id + 3) % 20, 5L))));
  }

  @Test
  void functionsThatLookUpTheirOwnKey_seeWhatOneProcessHas_andNothingIsCopied() {
    Plan plan = Plan.of(COLOCATED);
    assertThat(plan.toString())
        .contains("no collection is copied to every shard")
        .contains(
            """
            colocated, so not copied for functions that look up their own key only
              groups.map(ByMember), for users.map(Shown)
            """);
    for (int shards = 1; shards <= 5; shards++) {
      LocalCluster cluster = new LocalCluster(plan, shards, Arrival.WHOLE_TICKS, true);
      try (ServiceInstance alone = ServiceInstance.start(COLOCATED)) {
        for (int i = 0; i < 60; i++) {
          Map<String, List<Entry<?, ?>>> write = write(i);
          alone.transaction(writes -> write.forEach(writes::update));
          cluster.append(write);
        }
        cluster.run(new Random(shards));
        Map<Object, List<?>> expected = new TreeMap<>();
        alone
            .getAll("shown", new NoParameters())
            .forEach(each -> expected.put(each.key(), each.values()));
        assertThat(expected).hasSizeGreaterThan(5);
        assertThat(served(cluster, plan)).isEqualTo(expected);
      }
    }
  }

  private static Map<Object, List<?>> served(LocalCluster cluster, Plan plan) {
    Map<Object, List<?>> contents = new TreeMap<>();
    for (TickOutcome outcome : cluster.outcomes()) {
      for (TickOutcome.Change each : ((TickOutcome.Published) outcome).changes()) {
        assertThat(each.collection()).isEqualTo(plan.shared().get("shown"));
        List<?> values = each.values();
        contents.remove(each.key());
        if (values != null) {
          contents.put(each.key(), values);
        }
      }
    }
    return contents;
  }

  /** Looks up the next user's groups. */
  record Next(EagerCollection<Long, Long> groupsPerUser)
      implements Mapper<Long, Member, Long, Long> {
    @Override
    public void mapEntry(Long id, Values<Member> user, Emitter<Long, Long> out) {
      groupsPerUser.get(id + 1).forEach(group -> out.emit(id, group));
    }
  }

  record Count(EagerCollection<Long, Long> groupsPerUser)
      implements Mapper<Long, Member, Long, Long> {
    @Override
    public void mapEntry(Long id, Values<Member> user, Emitter<Long, Long> out) {
      out.emit(id, (long) groupsPerUser.size());
    }
  }

  record First(EagerCollection<Long, Long> groupsPerUser)
      implements ContextMapper<Long, Member, Long, Long> {
    @Override
    public void mapEntry(Long id, Values<Member> user, Emitter<Long, Long> out, Context context) {
      out.emit(id, (long) groupsPerUser.take(1).size());
    }
  }

  record Within(EagerCollection<Long, Long> groupsPerUser, EagerCollection<Long, Member> users)
      implements ContextMapper<Long, Member, Long, Long> {
    @Override
    public void mapEntry(Long id, Values<Member> user, Emitter<Long, Long> out, Context context) {
      out.emit(id, (long) users.map(new Shown(groupsPerUser)).size());
    }
  }

  @Test
  void whatAShardDoesNotHave_failsTheWriteWhateverTheNumberOfShards() {
    String given =
        "the function is given groups.map(ByMember) as colocated(), of which a shard has the"
            + " function's own key only, and ";
    String advice =
        "; look up the own key, or give the function the collection without colocated(), which"
            + " copies it to every shard";
    assertRejected(
        new Groups((in, groups) -> in.users().map(new Next(groups.colocated()))),
        "users.map(Next) failed for key 3: "
            + given
            + "looks up the key 4, and its own is 3"
            + advice);
    assertRejected(
        new Groups((in, groups) -> in.users().map(new Count(groups.colocated()))),
        "users.map(Count) failed for key 3: " + given + "asks for its size" + advice);
    assertRejected(
        new Groups((in, groups) -> in.users().map(new First(groups.colocated()))),
        "users.map(First) failed for key 3: " + given + "makes a collection of it" + advice);
    assertRejected(
        new Groups((in, groups) -> in.users().map(new Within(groups.colocated(), in.users()))),
        given + "gives it to a collection that it makes" + advice);
  }

  private static void assertRejected(Groups service, String text) {
    Map<String, List<Entry<?, ?>>> write =
        Map.of("users", List.of(Entry.of(3L, new Member("m", 1))));
    for (int shards = 1; shards <= 3; shards++) {
      LocalCluster cluster = new LocalCluster(Plan.of(service), shards, Arrival.WHOLE_TICKS, true);
      cluster.append(write);
      cluster.run(new Random(1));
      assertThat(cluster.outcomes().get(1))
          .isInstanceOfSatisfying(
              TickOutcome.Rejected.class,
              rejected -> assertThat(rejected.failure().reason()).hasMessageContaining(text));
    }
    try (ServiceInstance alone = ServiceInstance.start(service)) {
      alone.transaction(writes -> write.forEach(writes::update)); // where nothing is divided
    }
  }
}
