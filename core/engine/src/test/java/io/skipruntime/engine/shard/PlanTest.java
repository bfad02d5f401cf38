package io.skipruntime.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.AsyncOptions;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ExternalResource;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.WiringException;
import io.skipruntime.engine.Groups;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class PlanTest {

  record Numbers(EagerCollection<Long, Long> numbers, EagerCollection<Long, Instant> times) {}

  record One(EagerCollection<?, ?> one) {}

  record Two(EagerCollection<?, ?> one, EagerCollection<?, ?> two) {}

  record Loose(Object thing, EagerCollection<?, ?> sound) {}

  record Negate() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(value -> out.emit(-key, value));
    }
  }

  record Halve() implements LazyCompute<Long, Long> {
    @Override
    public List<Long> compute(LazyCollection<Long, Long> self, Long key) {
      return List.of(key / 2);
    }
  }

  /** A service that shares what a function makes of its numbers. */
  record Sharing<S extends Record>(BiFunction<Numbers, Context, S> graph)
      implements SkipService<Numbers, S> {
    @Override
    public S createGraph(Numbers in, Context context) {
      return graph.apply(in, context);
    }

    @Override
    public Resources<S> resources() {
      return Resources.empty();
    }
  }

  private static Plan plan(BiFunction<Numbers, Context, Record> graph) {
    return Plan.of(new Sharing<>(graph));
  }

  @Test
  void groups_areMappedAtLevel0_whereUsersAreCopied() {
    Plan plan = Plan.of(new Groups());
    assertThat(plan.levels()).isEqualTo(2);
    assertThat(plan.inputs().keySet()).containsExactly("users", "groups");
    PlannedCollection mapped = plan.collections().get(2);
    assertThat(mapped.name()).isEqualTo("groups.map(ActiveMembers)");
    assertThat(mapped.inputs()).containsExactly(1);
    assertThat(mapped.lookedUp()).containsExactly(0);
    assertThat(plan.feeds())
        .extracting(feed -> feed.role() + " " + plan.name(feed.collection()) + " " + feed.to())
        .containsExactly(
            "PART groups 0",
            "REPL users 0",
            "CONTRIB groups.map(ActiveMembers) 1",
            "PART users 2",
            "PART groups.map(ActiveMembers) 2");
  }

  @Test
  void text_saysWhatIsComputedWhere_andWhatIsCopiedForWhom() {
    assertThat(Plan.of(new Groups()).toString())
        .contains(
            """
            level 0
              computes groups.map(ActiveMembers) (by key; what it emits is exchanged)
              receives groups: the shard's own keys, from the inputs
              receives users: a copy for every shard, from the inputs

            level 1
              receives groups.map(ActiveMembers): what its function emits to the shard's own keys, \
            from level 0

            to those who serve
              receives users: its entries, from the inputs
              receives groups.map(ActiveMembers): its entries, from level 1

            copied to every shard, since functions look them up: they have to fit there
              users, for groups.map(ActiveMembers)
            """);
  }

  @Test
  void json_hasTheSame() {
    JsonObject json = (JsonObject) Plan.of(new Groups()).toJson();
    assertThat(json.get("levels")).isEqualTo(Json.of(2));
    assertThat(json.get("shared").toString()).isEqualTo("{\"activeMembers\":2,\"users\":0}");
  }

  @Test
  void equalMapsOverOneInput_areOne() {
    Plan plan =
        plan((in, context) ->
            new Two(in.numbers().map(new Negate()), in.numbers().map(new Negate())));
    assertThat(plan.collections()).hasSize(3);
    assertThat(plan.shared().values()).containsExactly(2, 2);
  }

  @Test
  void digest_isThatOfTheGraph() {
    String digest = plan((in, context) -> new One(in.numbers().take(3))).digest();
    assertThat(plan((in, context) -> new One(in.numbers().take(3))).digest()).isEqualTo(digest);
    assertThat(plan((in, context) -> new One(in.numbers().take(4))).digest()).isNotEqualTo(digest);
  }

  @Test
  void operatorsWithoutFunctionsOnOtherKeys_stayWhereTheirInputIs() {
    Plan plan =
        plan((in, context) ->
            new One(
                in.numbers()
                    .slice(1L, 9L)
                    .reduce(Reducers.sum())
                    .merge(List.of())
                    .distinct()
                    .semiJoin(in.times())));
    assertThat(plan.levels()).isEqualTo(1);
    assertThat(plan.feeds()).extracting(Feed::role).containsOnly(Role.PART);
  }

  @Test
  void externalResources_areRefused() {
    assertRefused(
        (in, context) ->
            new One(
                context.useExternalResource(
                    ExternalResource.of("pg", "posts", Long.class, Long.class))),
        "createGraph uses the external resource pg.posts; to shards data comes through the log:"
            + " make it an input and feed it");
  }

  @Test
  void clock_isRefused() {
    assertRefused(
        (in, context) -> new One(in.times().during(time -> time, time -> null)),
        "createGraph uses the clock, which is another one on each shard; make the time an input,"
            + " and let a process write it");
  }

  @Test
  void asyncFunctions_areRefused() {
    assertRefused(
        (in, context) ->
            new One(
                in.numbers().mapAsync((key, value) -> value, AsyncOptions.of("call", Long.class))),
        "createGraph uses async calls, whose answers may be others on each shard; let a process"
            + " make the calls, and write the answers to an input");
  }

  @Test
  void whatIsSharedAndNoEagerCollection_isRefused() {
    assertRefused(
        (in, context) -> new Loose(context.createLazyCollection(new Halve()), in.numbers()),
        "Loose.thing: only an EagerCollection can be shared between shards and nodes, which a"
            + " LazyCollection is not; make it one, or make it in the resources that use it");
  }

  record Beside(EagerCollection<Long, Long> numbers) implements LazyCompute<Long, Long> {
    @Override
    public List<Long> compute(LazyCollection<Long, Long> self, Long key) {
      return numbers.get(key);
    }
  }

  record Asking(LazyCollection<Long, Long> lazy) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      lazy.get(key).forEach(value -> out.emit(key, value));
    }
  }

  @Test
  void lazyCollectionThatIsGivenAColocatedOne_isRefused() {
    assertRefused(
        (in, context) ->
            new One(
                in.numbers()
                    .map(
                        new Asking(
                            context.createLazyCollection(new Beside(in.numbers().colocated()))))),
        "lazy(Beside) is given numbers as colocated(), and a lazy collection has no own key on"
            + " shards, since it is computed wherever a function asks; give it the collection"
            + " without colocated(), which copies it to every shard");
  }

  record Joined(EagerCollection<Long, Long> one, EagerCollection<Long, Long> other)
      implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      one.get(key).forEach(value -> out.emit(key, value));
      other.get(-key).forEach(value -> out.emit(key, value));
    }
  }

  @Test
  void colocatedCollection_isNotCopied_andChangesTheDigestButNoName() {
    Plan copied =
        plan((in, context) -> {
          EagerCollection<Long, Long> negated = in.numbers().map(new Negate());
          return new One(in.numbers().map(new Joined(negated, in.numbers())));
        });
    Plan colocated =
        plan((in, context) -> {
          EagerCollection<Long, Long> negated = in.numbers().map(new Negate());
          return new One(in.numbers().map(new Joined(negated.colocated(), in.numbers())));
        });
    PlannedCollection joined = colocated.collections().get(3);
    assertThat(joined.lookedUp()).containsExactly(0);
    assertThat(joined.colocated()).containsExactly(2);
    assertThat(joined.fingerprint()).isEqualTo(copied.collections().get(3).fingerprint());
    assertThat(colocated.digest()).isNotEqualTo(copied.digest());
    assertThat(copied.levels()).isEqualTo(colocated.levels() + 1);
    assertThat(colocated.toJson().toString())
        .contains("\"lookedUp\":[0]")
        .contains("\"colocated\":[2]");
  }

  @Test
  void collectionThatAFunctionHasBothColocatedAndNot_isCopied() {
    Plan plan =
        plan((in, context) ->
            new One(in.numbers().map(new Joined(in.numbers().colocated(), in.numbers()))));
    assertThat(plan.collections().get(2).lookedUp()).containsExactly(0);
    assertThat(plan.collections().get(2).colocated()).isEmpty();
  }

  @Test
  void allRefusals_areToldTogether() {
    assertThatThrownBy(() ->
            plan((in, context) ->
                new Two(
                    in.times().during(time -> time, time -> null),
                    context.useExternalResource(
                        ExternalResource.of("pg", "posts", Long.class, Long.class)))))
        .isInstanceOfSatisfying(
            WiringException.class, refusal -> assertThat(refusal.problems()).hasSize(2));
  }

  private static void assertRefused(BiFunction<Numbers, Context, Record> graph, String text) {
    assertThatThrownBy(() -> plan(graph)).isInstanceOf(WiringException.class).hasMessage(text);
  }
}
