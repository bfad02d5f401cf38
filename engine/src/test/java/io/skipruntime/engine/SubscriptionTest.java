package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

  private final ServiceInstance service = ServiceInstance.start(new Groups());
  private final AtomicInteger wakeUps = new AtomicInteger();

  @BeforeEach
  void open() {
    service.instantiateResource("stream", "active_friends", 0L);
  }

  @AfterEach
  void close() {
    service.close();
  }

  private Subscription subscribe(Runnable listener) {
    return service.subscribe("stream", Optional.empty(), listener);
  }

  private Watermark writeGroup(Long... members) {
    return service.update(
        "groups", List.of(Entry.of(1001L, new Groups.Group("group", List.of(members)))));
  }

  @Test
  void update_hasTheTickOfTheCommitThatChangedSomething_whateverWasCommittedSince() {
    Subscription stream = subscribe(() -> {});
    stream.poll();
    Watermark change = writeGroup();
    Watermark noChange =
        service.update("users", List.of(Entry.of(77L, new Groups.User("Ann", true, List.of()))));

    assertThat(stream.poll().orElseThrow().watermark()).isEqualTo(change);
    assertThat(stream.poll()).isEmpty();
    assertThat(subscribe(() -> {}).poll().orElseThrow().watermark()).isEqualTo(noChange);
  }

  @Test
  void listenersThatFail_areNoConcernOfOthers_norOfTheWriter() {
    for (int i = 0; i < 10; i++) {
      int failing = i;
      subscribe(wakeUps::incrementAndGet);
      subscribe(() -> {
        throw new AssertionError("listener " + failing);
      });
    }
    writeGroup();
    assertThat(wakeUps).hasValue(10);
  }

  @Test
  void oneListenerOfTwoSubscriptions_isRunForTheOther_whenOneIsClosed() {
    Runnable listener = wakeUps::incrementAndGet;
    Subscription first = subscribe(listener);
    subscribe(listener);
    writeGroup();
    assertThat(wakeUps).hasValue(2);

    first.close();
    writeGroup(1L);
    assertThat(wakeUps).hasValue(3);
  }

  @Test
  void consumerThatFailed_isGivenTheNextUpdate() {
    List<Watermark> seen = new ArrayList<>();
    service.<Long, Long>subscribe(
        "stream",
        update -> {
          seen.add(update.watermark());
          throw new AssertionError("a subscriber that fails");
        });
    writeGroup();
    Watermark last = writeGroup(1L);
    assertThat(seen).hasSize(3).endsWith(last);
  }
}
