package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.UnknownInstanceException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When resource instances come and go. */
class LifetimeTest {

  private final TestClock clock = new TestClock();
  private final ServiceInstance service =
      ServiceInstance.start(
          new Groups(), EngineOptions.defaults().withClock(clock).withIdleMillis(1000));
  private final int baseline = service.nodeCount();

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void equalResourceAndParameters_shareOneInstance() {
    service.instantiateResource("a", "active_friends", 0L);
    service.instantiateResource("b", "active_friends", 0L);
    service.getAll("active_friends", 0L);
    assertThat(service.nodeCount()).isEqualTo(baseline + 1);
    Subscription a = service.subscribe("a", Optional.empty(), () -> {});
    Subscription b = service.subscribe("b", Optional.empty(), () -> {});
    assertThat(a.instance()).isEqualTo(b.instance());
    assertThat(a.poll()).isEqualTo(b.poll());
  }

  @Test
  void stream_isCollected_whenNobodyHasBeenSubscribedForTheIdleTime() {
    service.instantiateResource("never", "active_friends", 0L);
    service.instantiateResource("left", "active_friends", 1L);
    service.instantiateResource("used", "active_friends", 2L);
    Subscription used = service.subscribe("used", Optional.empty(), () -> {});
    clock.advanceMillis(900);
    service.subscribe("left", Optional.empty(), () -> {}).close();
    service.collectIdle();
    assertThat(service.nodeCount()).isEqualTo(baseline + 3);
    clock.advanceMillis(101);
    service.collectIdle();
    assertThatThrownBy(() -> service.subscribe("never", Optional.empty(), () -> {}))
        .isInstanceOf(UnknownInstanceException.class);
    service.subscribe("left", Optional.empty(), () -> {}).close();
    clock.advanceMillis(1001);
    service.collectIdle();
    clock.advanceMillis(1001);
    service.collectIdle();
    assertThat(service.nodeCount()).isEqualTo(baseline + 1);
    assertThat(used.isEnded()).isFalse();
    used.close();
    clock.advanceMillis(1001);
    service.collectIdle();
    clock.advanceMillis(1001);
    service.collectIdle();
    assertThat(service.nodeCount()).isEqualTo(baseline);
    assertThat(used.isEnded()).isTrue();
  }

  @Test
  void instanceThatWasOnlyRead_isCollected_whenNobodyReadItForTheIdleTime() {
    service.getAll("active_friends", 0L);
    clock.advanceMillis(900);
    service.getArray("active_friends", 0L, 1001L);
    clock.advanceMillis(900);
    service.collectIdle();
    assertThat(service.nodeCount()).isEqualTo(baseline + 1);
    clock.advanceMillis(101);
    service.collectIdle();
    assertThat(service.nodeCount()).isEqualTo(baseline);
  }

  @Test
  void closedStream_ends_andIsUnknownAfter() {
    service.instantiateResource("a", "active_friends", 0L);
    Subscription stream = service.subscribe("a", Optional.empty(), () -> {});
    service.closeResourceInstance("a");
    assertThat(stream.isEnded()).isTrue();
    assertThatThrownBy(() -> service.closeResourceInstance("a"))
        .isInstanceOf(UnknownInstanceException.class);
  }

  @Test
  void manyInstances_leaveNothingBehind() {
    for (long i = 0; i < 20_000; i++) {
      String id = "s" + i;
      service.instantiateResource(id, "active_friends", i % 4);
      Subscription stream = service.subscribe(id, Optional.empty(), () -> {});
      stream.poll();
      stream.close();
      service.closeResourceInstance(id);
      if (i % 100 == 0) {
        clock.advanceMillis(1001);
        service.collectIdle();
      }
    }
    clock.advanceMillis(1001);
    service.collectIdle();
    assertThat(service.nodeCount()).isEqualTo(baseline);
  }

  @Test
  void deletedKeys_areForgotten_afterTheResumeWindow() {
    service.instantiateResource("a", "active_friends", 0L);
    Subscription early = service.subscribe("a", Optional.empty(), () -> {});
    early.poll();
    Watermark seen = early.seen().orElseThrow();
    writeAndDeleteGroups();
    assertThat(resume(seen)).matches(update -> update != null && !update.isInitial());
    clock.advanceMillis(300_001);
    writeAndDeleteGroups();
    assertThat(resume(seen)).matches(update -> update != null && update.isInitial());
    assertThat(resume(service.watermark())).isNull();
  }

  private void writeAndDeleteGroups() {
    for (long gid = 1; gid <= 1000; gid++) {
      service.update("groups", List.of(Entry.of(gid, new Groups.Group("g", List.of(1L)))));
    }
    for (long gid = 1; gid <= 1000; gid++) {
      service.update("groups", List.of(Entry.deleted(gid)));
    }
  }

  private @Nullable CollectionUpdate<Long, Long> resume(Watermark seen) {
    try (Subscription stream = service.subscribe("a", Optional.of(seen), () -> {})) {
      return stream.<Long, Long>poll().orElse(null);
    }
  }

  @Test
  void resumingSubscriber_getsWhatChangedSince_orAllIfThatIsNotKnown() {
    service.instantiateResource("a", "active_friends", 0L);
    Subscription first = service.subscribe("a", Optional.empty(), () -> {});
    first.poll();
    Watermark seen = first.seen().orElseThrow();
    first.close();
    service.update("users", List.of(Entry.of(2L, new Groups.User("Carol", true, List.of(0L, 1L)))));

    CollectionUpdate<Long, Long> update =
        service.subscribe("a", Optional.of(seen), () -> {}).<Long, Long>poll().orElseThrow();
    assertThat(update.isInitial()).isFalse();
    assertThat(update.values()).containsExactly(Entry.of(1001L, 1L, 2L), Entry.of(1002L, 2L));
    assertThat(service.subscribe("a", Optional.of(update.watermark()), () -> {}).poll()).isEmpty();
    Watermark foreign = new Watermark("elsewhere", seen.tick());
    assertThat(service.subscribe("a", Optional.of(foreign), () -> {}).poll().orElseThrow())
        .matches(CollectionUpdate::isInitial);
  }
}
