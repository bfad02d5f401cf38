package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What fails for one resource instance is that instance's problem. */
class IsolationTest {

  record Numbers(EagerCollection<Long, Long> numbers, EagerCollection<Long, Long> limits) {}

  record AtMost(long limit) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (values.getUnique() > limit) {
        throw new IllegalStateException(values.getUnique() + " is above " + limit);
      }
      out.emit(key, values.getUnique());
    }
  }

  record Fixed(long limit) implements Resource<Numbers> {
    @Override
    public EagerCollection<Long, Long> instantiate(Numbers in, Context context) {
      return in.numbers().map(new AtMost(limit));
    }
  }

  record Configured(long key) implements Resource<Numbers> {
    @Override
    public EagerCollection<Long, Long> instantiate(Numbers in, Context context) {
      return in.numbers().map(new AtMost(in.limits().getUnique(key)));
    }
  }

  record Limited() implements SkipService<Numbers, Numbers> {
    @Override
    public Resources<Numbers> resources() {
      return Resources.of("fixed", Fixed.class).and("configured", Configured.class);
    }

    @Override
    public Numbers createGraph(Numbers in, Context context) {
      return new Numbers(in.numbers().map(new AtMost(1000)), in.limits());
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Limited());
  private final int baseline = service.nodeCount();

  @AfterEach
  void close() {
    service.close();
  }

  private Subscription open(String id, Object resource) {
    service.instantiateResource(id, resource instanceof Fixed ? "fixed" : "configured", resource);
    Subscription stream = service.subscribe(id, Optional.empty(), () -> {});
    assertThat(stream.poll()).isPresent();
    return stream;
  }

  private void number(long key, long value) {
    service.update("numbers", List.of(Entry.of(key, value)));
  }

  private void limit(long key, Long... value) {
    service.update("limits", List.of(Entry.of(key, value)));
  }

  private static List<Entry<Long, Long>> next(Subscription stream) {
    return stream.<Long, Long>poll().orElseThrow().values();
  }

  @Test
  void news_tellsOfAFailureOnce_thenOfTheContents_andOfTheEnd() {
    number(1, 5);
    Subscription low = open("low", new Fixed(10));
    assertThat(low.news()).isInstanceOf(News.Nothing.class);

    number(1, 50);
    assertThat(low.news())
        .isInstanceOfSatisfying(
            News.Failed.class,
            failed -> assertThat(failed.failure()).hasMessageContaining("50 is above 10"));
    assertThat(low.news()).isInstanceOf(News.Nothing.class);

    number(1, 7);
    assertThat(low.news())
        .isInstanceOfSatisfying(
            News.Changes.class,
            changes -> {
              assertThat(changes.update().isInitial()).isTrue();
              assertThat(changes.id()).isEqualTo(low.lastEventId());
            });
    assertThat(low.news()).isInstanceOf(News.Nothing.class);

    service.closeResourceInstance("low");
    assertThat(low.news()).isInstanceOf(News.Ended.class);
  }

  @Test
  void failingInstance_failsAlone_andRecoversWhenWhatItReadChanges() {
    number(1, 5);
    Subscription low = open("low", new Fixed(10));
    Subscription high = open("high", new Fixed(100));

    number(1, 50);
    assertThat(next(high)).containsExactly(Entry.of(1L, 50L));
    assertThat(low.poll()).isEmpty();
    assertThat(low.pollFailure())
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .endsWith("map(AtMost) failed for key 1: 50 is above 10");
    assertThat(low.pollFailure()).isEmpty();
    assertThat(service.failedInstanceCount()).isEqualTo(1);
    assertThatThrownBy(() -> service.getAll("fixed", new Fixed(10)))
        .isInstanceOf(ComputationException.class);

    number(2, 60);
    assertThat(low.pollFailure()).isEmpty();
    number(1, 7);
    assertThat(low.pollFailure()).isPresent();
    service.update("numbers", List.of(Entry.deleted(2L)));
    assertThat(low.<Long, Long>poll().orElseThrow())
        .matches(CollectionUpdate::isInitial)
        .extracting(CollectionUpdate::values)
        .isEqualTo(List.of(Entry.of(1L, 7L)));
    assertThat(service.failedInstanceCount()).isZero();
  }

  @Test
  void instantiate_thatFails_failsTheInstance_andRecoversWhenWhatItReadChanges() {
    limit(1, 10L);
    number(1, 5);
    Subscription stream = open("s", new Configured(1));
    limit(1);
    assertThat(stream.pollFailure())
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("resource configured failed for key {\"key\":1}: expected one value for key 1");
    number(1, 6);
    assertThat(stream.poll()).isEmpty();
    limit(1, 20L);
    assertThat(next(stream)).containsExactly(Entry.of(1L, 6L));
    limit(1, 3L);
    assertThat(stream.pollFailure()).isPresent();
    limit(1, 30L);
    assertThat(next(stream)).containsExactly(Entry.of(1L, 6L));
  }

  @Test
  void failureInTheSharedGraph_rejectsTheWrite_andFailsNoInstance() {
    number(1, 5);
    Subscription low = open("low", new Fixed(10));
    assertThatThrownBy(() -> number(1, 5000)).isInstanceOf(ComputationException.class);
    assertThat(low.pollFailure()).isEmpty();
    assertThat(low.poll()).isEmpty();
    assertThat(service.<Long, Long>getAll("fixed", new Fixed(10)))
        .containsExactly(Entry.of(1L, 5L));
  }

  @Test
  void failedInstances_leaveNothingBehind() {
    number(1, 5);
    open("low", new Fixed(10));
    number(1, 50);
    assertThat(service.nodeCount()).isEqualTo(baseline);
    service.closeResourceInstance("low");
    number(1, 7);
    assertThat(service.failedInstanceCount()).isZero();
  }

  @Test
  void strictService_rejectsTheWrite() {
    try (ServiceInstance strict =
        ServiceInstance.start(new Limited(), EngineOptions.defaults().withStrict())) {
      strict.instantiateResource("low", "fixed", new Fixed(10));
      assertThatThrownBy(() -> strict.update("numbers", List.of(Entry.of(1L, 50L))))
          .isInstanceOf(ComputationException.class)
          .hasMessage("numbers.map(AtMost).map(AtMost) failed for key 1: 50 is above 10");
      assertThat(strict.<Long, Long>getAll("fixed", new Fixed(10))).isEmpty();
    }
  }
}
