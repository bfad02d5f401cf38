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
import io.skipruntime.Values;
import io.skipruntime.engine.spi.CostlyFailureException;
import io.skipruntime.engine.spi.EngineEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCommitTest {

  private static final int WRITERS = 8;

  private final CountDownLatch firstRuns = new CountDownLatch(1);
  private final CountDownLatch othersWait = new CountDownLatch(1);
  private final List<CompletableFuture<Watermark>> writes = new ArrayList<>();
  private ServiceInstance service = ServiceInstance.start(new Groups());

  @AfterEach
  void close() {
    service.close();
  }

  private void restart(EngineOptions options) {
    service.close();
    service = ServiceInstance.start(new Groups(), options.withListener(this::holdTheFirstCommit));
  }

  /** Keeps the write lock in the first commit after the start, until the other writers wait. */
  private void holdTheFirstCommit(EngineEvent event) {
    if (event instanceof EngineEvent.Committed committed && committed.tick() == 2) {
      firstRuns.countDown();
      try {
        othersWait.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void write(String collection, Object key, Object value) {
    CompletableFuture<Watermark> outcome = new CompletableFuture<>();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                outcome.complete(service.update(collection, List.of(Entry.of(key, value))));
              } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
              }
            });
    writes.add(outcome);
    if (writes.size() == 1) {
      awaitUninterruptibly(firstRuns);
    } else {
      awaitBlocked(writer);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitBlocked(Thread thread) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static Groups.User user(String name) {
    return new Groups.User(name, true, List.of());
  }

  private static Groups.Group group(Long... members) {
    return new Groups.Group("group", List.of(members));
  }

  private Set<Long> ticks() {
    return new TreeSet<>(writes.stream().map(each -> each.join().tick()).toList());
  }

  @Test
  void writesThatWait_shareACommit() {
    restart(EngineOptions.defaults());
    service.instantiateResource("stream", "active_friends", 0L);
    LongStream.range(0, WRITERS).forEach(i -> write("users", 10 + i, user("user " + i)));
    othersWait.countDown();

    assertThat(ticks()).containsExactly(2L, 3L);
    assertThat(writes.subList(1, WRITERS)).allMatch(each -> each.join().tick() == 3);
    assertThat(service.watermark().tick()).isEqualTo(3);
  }

  @Test
  void writesThatWait_eachGetACommit_withoutGroupCommit() {
    restart(EngineOptions.defaults().withoutGroupCommit());
    LongStream.range(0, WRITERS).forEach(i -> write("users", 10 + i, user("user " + i)));
    othersWait.countDown();

    assertThat(ticks()).hasSize(WRITERS);
    assertThat(service.watermark().tick()).isEqualTo(1 + WRITERS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7})
  void writeThatFails_failsAlone(int failing) {
    restart(EngineOptions.defaults());
    Subscription stream = openStream();
    for (int i = 0; i < WRITERS; i++) {
      write("groups", 2000L + i, i == failing ? group(77L) : group(1L));
    }
    othersWait.countDown();

    for (int i = 0; i < WRITERS; i++) {
      CompletableFuture<Watermark> outcome = writes.get(i);
      if (i == failing) {
        assertThatThrownBy(outcome::join)
            .isInstanceOf(CompletionException.class)
            .cause()
            .isInstanceOf(ComputationException.class)
            .hasMessageContaining("groups.map(ActiveMembers) failed for key " + (2000 + i));
      } else {
        assertThat(outcome.join().tick()).isGreaterThan(1);
      }
    }
    assertThat(stream.<Long, Long>poll().orElseThrow().values())
        .extracting(Entry::key)
        .filteredOn(key -> key >= 2000)
        .hasSize(WRITERS - 1)
        .doesNotContain(2000L + failing);
  }

  /**
   * A service whose function fails for 13 in a way that takes long; it counts how often it does.
   */
  private static final class Costly implements SkipService<Costly.Numbers, Costly.Numbers> {
    static final AtomicInteger FAILURES = new AtomicInteger();

    record Numbers(EagerCollection<Long, Long> numbers) {}

    record Fails() implements Mapper<Long, Long, Long, Long> {
      @Override
      public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
        if (values.getUnique() == 13) {
          FAILURES.incrementAndGet();
          throw new CostlyFailureException("costly", new IllegalStateException());
        }
        out.emit(key, values.getUnique());
      }
    }

    @Override
    public Resources<Numbers> resources() {
      return Resources.empty();
    }

    @Override
    public Numbers createGraph(Numbers in, Context context) {
      return new Numbers(in.numbers().map(new Fails()));
    }
  }

  @Test
  void writeThatFails_isTriedOnceMore_whereThatTakesLong() {
    service.close();
    Costly.FAILURES.set(0);
    service =
        ServiceInstance.start(
            new Costly(), EngineOptions.defaults().withListener(this::holdTheFirstCommit));
    for (int i = 0; i < WRITERS; i++) {
      write("numbers", (long) i, i == 5 ? 13L : 1L);
    }
    othersWait.countDown();

    assertThatThrownBy(() -> writes.get(5).join())
        .hasRootCauseInstanceOf(IllegalStateException.class);
    writes.remove(5);
    assertThat(ticks()).hasSize(WRITERS - 1);
    assertThat(Costly.FAILURES).hasValue(2);
  }

  @Test
  void lastWriteOfAKeyCounts_withinAGroup() {
    restart(EngineOptions.defaults());
    Subscription stream = openStream();
    write("groups", 3000L, group(1L));
    write("groups", 3001L, group(1L));
    write("groups", 3001L, group());
    write("groups", 3001L, group(1L, 2L));
    othersWait.countDown();

    assertThat(ticks()).containsExactly(2L, 3L);
    assertThat(stream.<Long, Long>poll().orElseThrow().values())
        .contains(new Entry<>(3001L, List.of(1L)));
  }

  @Test
  void writesOfALargeGroup_areCommittedInSeveralParts() {
    restart(EngineOptions.defaults());
    write("users", 10L, user("first"));
    for (int i = 0; i < 3; i++) {
      writeMany(1000L + 6000L * i, 6000);
    }
    othersWait.countDown();

    assertThat(ticks()).containsExactly(2L, 3L, 4L);
  }

  private void writeMany(long from, int count) {
    List<Entry<Long, Groups.User>> entries =
        LongStream.range(from, from + count).mapToObj(id -> Entry.of(id, user("many"))).toList();
    CompletableFuture<Watermark> outcome = new CompletableFuture<>();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                outcome.complete(service.update("users", entries));
              } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
              }
            });
    writes.add(outcome);
    awaitBlocked(writer);
  }

  private Subscription openStream() {
    service.instantiateResource("stream", "active_friends", 0L);
    Subscription stream = service.subscribe("stream", Optional.empty(), () -> {});
    stream.poll();
    return stream;
  }
}
