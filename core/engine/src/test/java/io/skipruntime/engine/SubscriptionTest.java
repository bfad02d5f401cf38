package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void oneListenerOfTwoSubscriptions_isRunOnceForBoth_untilBothAreClosed() {
    Runnable listener = wakeUps::incrementAndGet;
    Subscription first = subscribe(listener);
    Subscription second = subscribe(listener);
    writeGroup();
    assertThat(wakeUps).hasValue(1);

    first.close();
    writeGroup(1L);
    assertThat(wakeUps).hasValue(2);

    second.close();
    writeGroup();
    assertThat(wakeUps).hasValue(2);
  }

  @Test
  void subscriptionWithoutListener_getsOneLater_unlessItIsClosed() {
    Subscription stream = service.subscribe("stream", Optional.empty());
    writeGroup();
    stream.listen(wakeUps::incrementAndGet);
    assertThatThrownBy(() -> stream.listen(() -> {})).isInstanceOf(IllegalStateException.class);
    writeGroup(1L);
    assertThat(wakeUps).hasValue(1);

    Subscription closed = service.subscribe("stream", Optional.empty());
    closed.close();
    closed.listen(() -> wakeUps.set(100));
    writeGroup();
    assertThat(wakeUps).hasValue(2);
  }

  @Test
  void subscriptions_areAtOnePosition_whenTheyLackTheSame() {
    Subscription early = subscribe(() -> {});
    early.poll();
    final Watermark change = writeGroup();
    early.poll();
    service.update("users", List.of(Entry.of(77L, new Groups.User("Ann", true, List.of()))));
    Subscription late = subscribe(() -> {});
    late.poll();
    Subscription resumed = service.subscribe("stream", late.seen(), () -> {});
    resumed.poll();

    assertThat(late.seen()).isNotEqualTo(early.seen());
    assertThat(early.position()).isEqualTo(change.tick());
    assertThat(late.position()).isEqualTo(change.tick());
    assertThat(resumed.position()).isEqualTo(change.tick());
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
