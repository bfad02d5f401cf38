package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.CyclicComputationException;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.Values;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service holds, and that it holds nothing it does not need. */
class FootprintTest {

  record Inputs(EagerCollection<Long, Long> links, EagerCollection<Long, Long> questions) {}

  record Shared(
      EagerCollection<Long, Long> questions,
      LazyCollection<Long, Long> ends,
      EagerCollection<Long, Long> answers) {}

  /** Follows links to the last. */
  record End(EagerCollection<Long, Long> links) implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      Long next = links.getUnique(key, -1L);
      return List.of(next < 0 ? key : self.getUnique(next));
    }
  }

  /** The end that a link leads to. */
  record Beyond(LazyCollection<Long, Long> ends) implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      return List.of(ends.getUnique(key));
    }
  }

  /** Asks both, the lower first. */
  record Ask(LazyCollection<Long, Long> ends, LazyCollection<Long, Long> beyond)
      implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> questions, Emitter<Long, Long> out) {
      long question = questions.getUnique();
      out.emit(key, answer(ends, question + 10) + answer(beyond, question));
    }

    private static long answer(LazyCollection<Long, Long> lazy, long question) {
      try {
        return lazy.getUnique(question);
      } catch (CyclicComputationException e) {
        return -1;
      }
    }
  }

  record EndOf(long start) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.questions().take(in.ends().getUnique(start).intValue());
    }
  }

  static final class Links implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("end", Long.class, EndOf::new)
          .and("answers", (shared, context) -> shared.answers());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      LazyCollection<Long, Long> ends = context.createLazyCollection(new End(in.links()));
      LazyCollection<Long, Long> beyond = context.createLazyCollection(new Beyond(ends));
      return new Shared(in.questions(), ends, in.questions().map(new Ask(ends, beyond)));
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Links());

  @AfterEach
  void close() {
    service.close();
  }

  private void link(long from, long to) {
    service.update("links", List.of(Entry.of(from, to)));
  }

  private void ask(long question) {
    service.update("questions", List.of(Entry.of(question, question)));
  }

  private void forget(long question) {
    service.update("questions", List.of(Entry.deleted(question)));
  }

  @Test
  void footprint_countsWhatIsOpen() {
    Footprint before = service.footprint();
    service.instantiateResource("a", "end", 0L);
    Subscription subscription = service.subscribe("a", Optional.empty(), () -> {});
    Footprint open = service.footprint();
    assertThat(open.streams()).isEqualTo(1);
    assertThat(open.subscriptions()).isEqualTo(1);
    assertThat(open.instances()).isEqualTo(1);
    assertThat(open.nodes()).isEqualTo(before.nodes() + 1);
    assertThat(open.lazyEntries()).isEqualTo(1);
    assertThat(open.reads()).isEqualTo(2);
    subscription.close();
    assertThat(service.footprint().subscriptions()).isZero();
  }

  @Test
  void lazyEntries_areDropped_throughAllCollections_withTheirLastReader() {
    link(1, 2);
    Footprint before = service.footprint();
    ask(1);
    assertThat(service.footprint().lazyEntries()).isEqualTo(4);
    forget(1);
    assertThat(service.footprint().withoutHistory()).isEqualTo(before.withoutHistory());
  }

  @Test
  void lazyEntriesThatReadEachOther_areDropped_withTheLastReaderOfAny() {
    service.update("links", List.of(Entry.of(1L, 2L), Entry.of(2L, 3L), Entry.of(3L, 1L)));
    link(7, 3);
    Footprint before = service.footprint();
    ask(1);
    ask(7);
    ask(3);
    forget(3);
    forget(1);
    assertThat(service.footprint().lazyEntries()).as("those that 7 leads to").isEqualTo(6);
    forget(7);
    assertThat(service.footprint().withoutHistory()).isEqualTo(before.withoutHistory());
  }

  @Test
  void lazyEntriesThatReadEachOther_areKept_whileOneIsRead_andAnswerWhenTheCircleIsBroken() {
    service.update("links", List.of(Entry.of(1L, 2L), Entry.of(2L, 1L)));
    ask(1);
    ask(2);
    forget(1);
    link(2, 5);
    assertThat(service.getAll("answers")).containsExactly(Entry.of(2L, 17L));
    forget(2);
    assertThat(service.footprint().lazyEntries()).isZero();
  }

  @Test
  void sourceThatNeverAnswers_isReleased_whenNobodyWaitsForIt() {
    TestClock clock = new TestClock();
    ExternalServiceTest.Weather source = new ExternalServiceTest.Weather();
    EngineOptions options =
        EngineOptions.defaults()
            .withClock(clock)
            .withIdleMillis(1000)
            .withSourceTimeoutMillis(2000);
    try (ServiceInstance forecast =
        ServiceInstance.start(new ExternalServiceTest.Forecast(source), options)) {
      Footprint before = forecast.footprint();
      Object slow = new ExternalServiceTest.At("slow", "Ulm");
      assertThatThrownBy(() -> forecast.getAll("at", slow))
          .isInstanceOf(SourceUnavailableException.class);
      clock.advanceMillis(1999);
      forecast.collectIdle();
      assertThat(forecast.footprint().sources()).isEqualTo(before.sources() + 1);
      clock.advanceMillis(1);
      forecast.collectIdle();
      assertThat(forecast.footprint()).isEqualTo(before);
    }
  }

  @Test
  void sourceThatFailed_isReleased_beforeItIsAskedForAgain() {
    ExternalServiceTest.Weather source = new ExternalServiceTest.Weather();
    Object failing = new ExternalServiceTest.At("failing", "Ulm");
    ServiceInstance forecast =
        ServiceInstance.start(new ExternalServiceTest.Forecast(source), EngineOptions.defaults());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> forecast.getAll("at", failing))
          .isInstanceOf(SourceUnavailableException.class);
    }
    forecast.close();
    long end = System.nanoTime() + 20_000_000_000L;
    while (source.unsubscribed().size() < source.instances.size() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(source.unsubscribed())
        .containsExactlyInAnyOrderElementsOf(source.instances.keySet());
  }
}
