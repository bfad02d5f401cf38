package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.Values;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceInstanceTest {

  private final List<EngineEvent> events = new ArrayList<>();
  private final ServiceInstance service =
      ServiceInstance.start(new Groups(), EngineOptions.defaults().withListener(events::add));

  @AfterEach
  void close() {
    service.close();
  }

  private static Groups.User user(String name, boolean active, Long... friends) {
    return new Groups.User(name, active, List.of(friends));
  }

  @Test
  void stream_playsTheGroupsScenario() {
    service.instantiateResource("bob", "active_friends", 0L);
    Subscription stream = service.subscribe("bob", Optional.empty(), () -> {});
    assertThat(next(stream)).isEqualTo("init [[1001,[1]]]");

    service.update("users", List.of(Entry.of(2L, user("Carol", true, 0L, 1L))));
    assertThat(next(stream)).isEqualTo("update [[1001,[1,2]],[1002,[2]]]");

    service.update("users", List.of(Entry.of(1L, user("Alice", false, 0L, 2L))));
    assertThat(next(stream)).isEqualTo("update [[1001,[2]]]");

    service.update("users", List.of(Entry.of(0L, user("Bob", true, 1L, 2L, 3L))));
    assertThat(next(stream)).isEqualTo("init [[1001,[2,3]],[1002,[2]]]");

    service.update(
        "groups", List.of(Entry.of(1002L, new Groups.Group("Group 2", List.of(0L, 3L)))));
    assertThat(next(stream)).isEqualTo("update [[1002,[3]]]");

    service.update("users", List.of(Entry.of(0L, user("Bob", true))));
    assertThat(next(stream)).isEqualTo("init []");

    service.update("users", List.of(Entry.of(0L, user("Bob", true, 2L))));
    assertThat(next(stream)).isEqualTo("init [[1001,[2]]]");

    service.update("users", List.of(Entry.of(0L, user("Bob", false, 2L))));
    assertThat(next(stream)).isEqualTo("nothing");
  }

  @Test
  void getInput_givesWhatIsThere_inKeyOrder() {
    Groups.Group empty = new Groups.Group("empty", List.of());
    service.update("groups", List.of(Entry.deleted(1001L), Entry.of(-1L, empty)));
    assertThat(service.<Long, Groups.Group>getInput("groups"))
        .extracting(Entry::key)
        .containsExactly(-1L, 1002L);
    assertThatThrownBy(() -> service.getInput("active_friends"))
        .isInstanceOf(UnknownCollectionException.class);
  }

  @Test
  void update_leavesAllAsItWas_whenAMapperFails() {
    Watermark before = service.watermark();
    assertThatThrownBy(() ->
            service.update(
                "groups",
                List.of(
                    Entry.of(1001L, new Groups.Group("Group 1", List.of(1L))),
                    Entry.of(1003L, new Groups.Group("broken", List.of(77L))))))
        .isInstanceOf(ComputationException.class)
        .hasMessage(
            "groups.map(ActiveMembers) failed for key 1003: expected one value for key 77, found"
                + " none");
    assertThat(service.watermark()).isEqualTo(before);
    assertThat(service.<Long, Long>getAll("active_friends", 0L))
        .containsExactly(Entry.of(1001L, 1L));
    service.update("users", List.of(Entry.of(2L, user("Carol", true, 0L, 1L))));
    assertThat(service.<Long>getArray("active_friends", Json.of(0), Json.of(1002)))
        .containsExactly(2L);
  }

  @Test
  void update_runsOnlyTheFunctionsThatReadTheChangedKey() {
    service.getAll("active_friends", 0L);
    events.clear();
    service.update("users", List.of(Entry.of(3L, user("Eve", false))));
    assertThat(events.stream().filter(EngineEvent.FunctionRan.class::isInstance))
        .containsExactly(
            new EngineEvent.FunctionRan("groups.map(ActiveMembers)", 1001L),
            new EngineEvent.FunctionRan("groups.map(ActiveMembers).map(FilterFriends)", 1001L));
  }

  record Limits(EagerCollection<Long, Long> limits, EagerCollection<Long, Long> data) {}

  record AtMost(long limit) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (values.getUnique() > limit) {
        throw new IllegalStateException("above the limit");
      }
      out.emit(key, values.getUnique());
    }
  }

  static final class Limited implements SkipService<Limits, Limits> {
    @Override
    public Resources<Limits> resources() {
      return Resources.<Limits>empty()
          .and("data", (in, context) -> in.data().map(new AtMost(in.limits().getUnique(0L, 0L))));
    }

    @Override
    public Limits createGraph(Limits in, Context context) {
      return in;
    }
  }

  @Test
  void failure_doesNotCount_inAPartThatTheSameCommitReplaces() {
    try (ServiceInstance limited =
        ServiceInstance.start(new Limited(), EngineOptions.defaults().withStrict())) {
      Object none = new Resources.NoParameters();
      limited.instantiateResource("s", "data", none);
      limited.transaction(writes -> {
        writes.update("data", List.of(Entry.of(1L, 50L)));
        writes.update("limits", List.of(Entry.of(0L, 100L)));
      });
      assertThat(limited.<Long, Long>getAll("data", none)).containsExactly(Entry.of(1L, 50L));
      assertThatThrownBy(() -> limited.update("limits", List.of(Entry.of(0L, 10L))))
          .isInstanceOf(ComputationException.class)
          .hasMessage("data.map(AtMost) failed for key 1: above the limit");
      assertThat(limited.<Long, Long>getAll("data", none)).containsExactly(Entry.of(1L, 50L));
      limited.update("data", List.of(Entry.of(1L, 60L)));
      assertThat(limited.<Long, Long>getAll("data", none)).containsExactly(Entry.of(1L, 60L));
    }
  }

  @Test
  void listener_mayWriteToTheService_andSeesEachUpdateInOrder() {
    List<String> seen = new ArrayList<>();
    service.instantiateResource("bob", "active_friends", 0L);
    service.<Long, Long>subscribe(
        "bob",
        update -> {
          seen.add(update.values().toString());
          if (seen.size() == 1) {
            service.update("users", List.of(Entry.of(2L, user("Carol", true, 0L, 1L))));
          }
        });
    assertThat(seen)
        .containsExactly(
            List.of(Entry.of(1001L, 1L)).toString(),
            List.of(Entry.of(1001L, 1L, 2L), Entry.of(1002L, 2L)).toString());
  }

  private static String next(Subscription stream) {
    Optional<CollectionUpdate<Long, Long>> polled = stream.poll();
    if (polled.isEmpty()) {
      return "nothing";
    }
    StringBuilder text = new StringBuilder(polled.get().isInitial() ? "init [" : "update [");
    String separator = "";
    for (Entry<Long, Long> entry : polled.get().values()) {
      text.append(separator).append('[').append(entry.key()).append(',');
      text.append(entry.values().toString().replace(" ", "")).append(']');
      separator = ",";
    }
    return text.append(']').toString();
  }
}
