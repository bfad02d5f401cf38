package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ForbiddenException;
import io.skipruntime.Mapper;
import io.skipruntime.PastUnavailableException;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services that are read as they were. */
class PastServiceTest {

  /** Numbers, their doubles, and those that are not less than the number of a key. */
  record Numbers() implements SkipService<Numbers.In, Numbers.Shared> {
    record In(EagerCollection<String, Long> numbers) {}

    record Shared(EagerCollection<String, Long> numbers, EagerCollection<String, Long> doubles) {}

    record Times(long factor) implements Mapper<String, Long, String, Long> {
      @Override
      public void mapEntry(String key, Values<Long> values, Emitter<String, Long> out) {
        values.forEach(value -> out.emit(key, factor * value));
      }
    }

    record Doubles() implements Resource<Shared> {
      @Override
      public EagerCollection<String, Long> instantiate(Shared in, Context context) {
        return in.doubles();
      }
    }

    /** All numbers, times the number of a key; forbidden if that is 0. */
    record TimesThatOf(String key) implements Resource<Shared> {
      @Override
      public EagerCollection<String, Long> instantiate(Shared in, Context context) {
        long factor = in.numbers().getUnique(key);
        if (factor == 0) {
          throw new ForbiddenException("it is 0");
        }
        return in.numbers().map(new Times(factor));
      }
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.of("doubles", Doubles.class).and("times", String.class, TimesThatOf::new);
    }

    @Override
    public Shared createGraph(In in, Context context) {
      return new Shared(in.numbers(), in.numbers().map(new Times(2)));
    }
  }

  private static final Object NONE = new Numbers.Doubles();

  private final TestClock clock = new TestClock();
  private ServiceInstance service =
      ServiceInstance.start(
          new Numbers(), EngineOptions.defaults().withClock(clock).withHistoryMillis(10_000));

  private void restart(EngineOptions options) {
    service.close();
    service = ServiceInstance.start(new Numbers(), options.withClock(clock));
  }

  @AfterEach
  void close() {
    service.close();
  }

  private Watermark put(String key, Long... values) {
    return service.update("numbers", List.of(new Entry<>(key, List.of(values))));
  }

  private AbstractThrowableAssert<?, ?> assertUnavailable(
      PastUnavailableException.Reason reason, Runnable read) {
    return assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            PastUnavailableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void past_isThatOfItsCommit_whateverIsWrittenLater() {
    Watermark first = put("a", 1L);
    Watermark second = put("b", 2L, 3L);
    PastService past = service.at(second);
    put("a");
    put("b", 4L);
    assertThat(past.watermark()).isEqualTo(second);
    assertThat(past.<String, Long>getAll("doubles", NONE))
        .containsExactly(Entry.of("a", 2L), Entry.of("b", 4L, 6L));
    assertThat(past.<Long>getArray("doubles", NONE, "b")).containsExactly(4L, 6L);
    assertThat(past.<String, Long>getInput("numbers"))
        .containsExactly(Entry.of("a", 1L), Entry.of("b", 2L, 3L));
    assertThat(service.at(first).<String, Long>getAll("doubles", NONE))
        .containsExactly(Entry.of("a", 2L));
    assertThat(service.at(service.watermark()).<String, Long>getAll("doubles", NONE))
        .containsExactly(Entry.of("b", 8L));
  }

  @Test
  void everyTick_isWhatItWas_inARandomRun() {
    Random random = new Random(7);
    List<Watermark> marks = new ArrayList<>();
    List<List<Entry<String, Long>>> contents = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String key = "k" + random.nextInt(40);
      marks.add(random.nextInt(4) == 0 ? put(key) : put(key, random.nextLong(100)));
      contents.add(List.copyOf(service.getAll("doubles", NONE)));
    }
    for (int i = 0; i < marks.size(); i++) {
      assertThat(service.at(marks.get(i)).<String, Long>getAll("doubles", NONE))
          .isEqualTo(contents.get(i));
    }
  }

  @Test
  void resourceOfItsOwn_canBeRead_sinceItWasOpened() {
    put("a", 3L);
    Watermark before = put("b", 1L);
    service.instantiateResource("stream", "times", "a");
    Watermark after = put("b", 2L);
    put("a", 5L);
    assertThat(service.at(after).<String, Long>getAll("times", "a"))
        .containsExactly(Entry.of("a", 9L), Entry.of("b", 6L));
    assertThat(service.<String, Long>getAll("times", "a")).contains(Entry.of("a", 25L));
    put("c", 1L);
    assertUnavailable(
            PastUnavailableException.Reason.NOT_THERE,
            () -> service.at(new Watermark(before.epoch(), 1)).getAll("times", "a"))
        .hasMessageContaining("was not open");
  }

  @Test
  void past_isRefused_whereTheResourceIsForbiddenNow() {
    Watermark allowed = put("a", 3L);
    service.instantiateResource("stream", "times", "a");
    put("a", 0L);
    assertThatThrownBy(() -> service.at(allowed).getAll("times", "a"))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void sharedCollection_isNotTakenForThatOfOtherCode_afterAReload() {
    Watermark before = put("a", 3L);
    service.reload(new Numbers());
    assertUnavailable(
        PastUnavailableException.Reason.NOT_THERE,
        () -> service.at(before).getAll("doubles", NONE));
    assertThat(service.at(service.watermark()).<String, Long>getAll("doubles", NONE))
        .containsExactly(Entry.of("a", 6L));
  }

  @Test
  void commits_areForgotten_whenTheyAreTooOld() {
    Watermark first = put("a", 1L);
    clock.advanceMillis(10_001);
    Watermark second = put("a", 2L);
    assertUnavailable(PastUnavailableException.Reason.FORGOTTEN, () -> service.at(first))
        .hasMessageContaining("reaches back to " + second);
    assertThat(service.at(second).<Long>getArray("doubles", NONE, "a")).containsExactly(4L);
  }

  @Test
  void commits_areForgotten_whenTheyCostTooMuch() {
    restart(EngineOptions.defaults().withHistoryMillis(10_000).withHistoryBytes(100_000));
    Watermark first = put("a", 1L);
    Watermark last = first;
    for (long i = 0; i < 100; i++) {
      last = put("a", i);
    }
    Watermark recent = new Watermark(last.epoch(), last.tick() - 10);
    assertUnavailable(PastUnavailableException.Reason.FORGOTTEN, () -> service.at(first));
    assertThat(service.at(recent).<Long>getArray("doubles", NONE, "a")).containsExactly(178L);
  }

  @Test
  void noHistory_isKept_unlessItIsAskedFor() {
    restart(EngineOptions.defaults());
    Watermark first = put("a", 1L);
    put("a", 2L);
    assertUnavailable(PastUnavailableException.Reason.FORGOTTEN, () -> service.at(first))
        .hasMessageContaining("history-seconds");
  }

  @Test
  void otherEpochAndFuture_areRefused_eachByItsReason() {
    Watermark now = put("a", 1L);
    assertUnavailable(
        PastUnavailableException.Reason.OTHER_EPOCH,
        () -> service.at(new Watermark("another", now.tick())));
    assertUnavailable(
            PastUnavailableException.Reason.FUTURE,
            () -> service.at(new Watermark(now.epoch(), now.tick() + 1)))
        .hasMessageContaining("the last commit is " + now);
  }
}
