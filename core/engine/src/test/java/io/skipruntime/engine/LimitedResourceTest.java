package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Pair;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.spi.LimitedResource;
import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.engine.spi.WorkBounds;
import io.skipruntime.engine.spi.WorkLimitException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients ask for holds up writes for a limited time, and takes a limited part of the memory:
 * what needs more fails alone.
 */
final class LimitedResourceTest {

  private static final long TIMEOUT_SECONDS = 60;
  private static final long MUCH_MEMORY = 1L << 40;
  private static final long MUCH_TIME = 600_000;

  /** Some ten thousand entries. */
  private static final WorkBounds LITTLE_MEMORY = new WorkBounds(MUCH_TIME, 2_000_000);

  record Numbers(EagerCollection<Long, Long> numbers) {}

  record Same() implements Function<Long, Long> {
    @Override
    public Long apply(Long value) {
      return 0L;
    }
  }

  record Product() implements BiFunction<Long, Long, Long> {
    @Override
    public Long apply(Long one, Long other) {
      return one / other;
    }
  }

  private static EagerCollection<Pair<Long, Long>, Long> pairs(Numbers in) {
    return in.numbers().joinOn(new Same(), in.numbers(), new Same(), new Product());
  }

  /** As many entries as the square of those of the input. */
  record Pairs(long client) implements Resource<Numbers>, LimitedResource<Numbers> {
    private static final AtomicInteger PREPARED = new AtomicInteger();

    @Override
    public EagerCollection<?, ?> instantiate(Numbers in, Context context) {
      return pairs(in);
    }

    @Override
    public void prepare(Numbers shared) {
      PREPARED.incrementAndGet();
      if (client < 0) {
        throw new IllegalArgumentException("there is no client " + client);
      }
    }

    @Override
    public Throwable told(Throwable cause) {
      return new IllegalArgumentException("told of " + cause.getMessage());
    }
  }

  /** A client's number. */
  record Client(long number) {}

  /** The input, for a client; counts how often it is constructed. */
  record Counted(long number) implements Resource<Numbers>, LimitedResource<Numbers> {
    private static final AtomicInteger CONSTRUCTED = new AtomicInteger();

    Counted {
      CONSTRUCTED.incrementAndGet();
    }

    @Override
    public EagerCollection<?, ?> instantiate(Numbers in, Context context) {
      return in.numbers();
    }

    @Override
    public void prepare(Numbers shared) {}

    @Override
    public Throwable told(Throwable cause) {
      return cause;
    }
  }

  /** The same, by the author. */
  record Trusted() implements Resource<Numbers> {
    @Override
    public EagerCollection<?, ?> instantiate(Numbers in, Context context) {
      return pairs(in);
    }
  }

  /** Where a function works that does not come to an end by itself. */
  record Endless() implements Mapper<Long, Long, Long, Long> {
    private static volatile CountDownLatch entered = new CountDownLatch(1);

    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      entered.countDown();
      while (true) {
        LimitedWork.check();
      }
    }
  }

  record EndlessOne() implements Resource<Numbers>, LimitedResource<Numbers> {
    @Override
    public EagerCollection<?, ?> instantiate(Numbers in, Context context) {
      return in.numbers().map(new Endless());
    }

    @Override
    public void prepare(Numbers shared) {}

    @Override
    public Throwable told(Throwable cause) {
      return cause;
    }
  }

  static final class Service implements SkipService<Numbers, Numbers> {
    @Override
    public Resources<Numbers> resources() {
      return Resources.of("pairs", Pairs.class)
          .and("trusted", Trusted.class)
          .and("endless", EndlessOne.class)
          .and("counted", Client.class, client -> new Counted(client.number()))
          .and("numbers", (in, context) -> in.numbers());
    }

    @Override
    public Numbers createGraph(Numbers in, Context context) {
      return in;
    }
  }

  private static ServiceInstance started(WorkBounds bounds) {
    return ServiceInstance.start(new Service(), EngineOptions.defaults().withWorkBounds(bounds));
  }

  private static void write(ServiceInstance service, long from, long to) {
    service.update(
        "numbers", LongStream.range(from, to).mapToObj(key -> Entry.of(key, key + 1)).toList());
  }

  private static Subscription subscribe(ServiceInstance service, String id, String resource) {
    service.instantiateResource(
        id, resource, resource.equals("pairs") ? new Pairs(id.length()) : new Trusted());
    Subscription stream = service.subscribe(id, Optional.empty());
    assertThat(stream.poll()).isPresent();
    return stream;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void opening_thatTakesTooMuch_isRefused_andLeavesNothing(boolean isOfTime) {
    WorkBounds bounds = isOfTime ? new WorkBounds(1, MUCH_MEMORY) : LITTLE_MEMORY;
    try (ServiceInstance service = started(bounds)) {
      write(service, 0, 1_000);
      int nodes = service.nodeCount();
      assertThatThrownBy(() -> service.instantiateResource("x", "pairs", new Pairs(1)))
          .isInstanceOf(WorkLimitException.class)
          .hasMessageContaining("told of the live query")
          .hasMessageContaining(isOfTime ? "longer than 1 ms" : "more memory than 1 MiB");
      assertThat(service.nodeCount()).isEqualTo(nodes);
      write(service, 1_000, 1_001);
      assertThat(service.getAll("numbers")).hasSize(1_001);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void commit_thatMakesAnInstanceTakeTooMuch_failsThatOneAlone_forGood(boolean isStrict) {
    TestClock clock = new TestClock();
    EngineOptions options =
        EngineOptions.defaults()
            .withWorkBounds(LITTLE_MEMORY)
            .withClock(clock)
            .withIdleMillis(1_000)
            .withResumeMillis(1_000);
    AtomicInteger runs = new AtomicInteger();
    EngineOptions heard =
        (isStrict ? options.withStrict() : options)
            .withListener(event -> {
              if (String.valueOf(event).contains("joinOn")) {
                runs.incrementAndGet();
              }
            });
    try (ServiceInstance service = ServiceInstance.start(new Service(), heard)) {
      write(service, 0, 10);
      Subscription pairs = subscribe(service, "s", "pairs");
      write(service, 10, 11);
      assertThat(pairs.<Object, Object>poll().orElseThrow().values()).hasSize(21);

      write(service, 11, 1_000);
      assertThat(service.getAll("numbers")).hasSize(1_000);
      assertThat(pairs.news())
          .isInstanceOfSatisfying(
              News.Failed.class,
              failed ->
                  assertThat(failed.failure())
                      .isInstanceOf(WorkLimitException.class)
                      .hasMessageContaining("told of the live query needs more memory"));
      assertThat(service.failedInstanceCount()).isEqualTo(1);

      runs.set(0);
      write(service, 1_000, 1_001);
      assertThat(runs).hasValue(0);
      assertThatThrownBy(() -> service.instantiateResource("t", "pairs", new Pairs(1)))
          .isInstanceOf(WorkLimitException.class);
      assertThat(runs).hasValue(0);

      service.update(
          "numbers",
          LongStream.range(10, 1_001).mapToObj(key -> Entry.<Long, Long>deleted(key)).toList());
      assertThat(pairs.news()).isInstanceOf(News.Nothing.class);
      pairs.close();
      service.closeResourceInstance("s");
      assertThatThrownBy(() -> service.getAll("pairs", new Pairs(1)))
          .isInstanceOf(WorkLimitException.class);
      clock.advanceMillis(10_000);
      assertThatThrownBy(() -> service.getAll("pairs", new Pairs(1)))
          .isInstanceOf(WorkLimitException.class);
      service.collectIdle();
      assertThat(service.getAll("pairs", new Pairs(1))).hasSize(100);
    }
  }

  @Test
  void aFunctionThatFails_isToldAsTheResourceSays_andRecovers() {
    try (ServiceInstance service = started(WorkBounds.defaults())) {
      write(service, 0, 3);
      Subscription pairs = subscribe(service, "s", "pairs");
      service.update("numbers", List.of(Entry.of(7L, 0L)));
      assertThat(pairs.pollFailure())
          .get()
          .isNotInstanceOf(WorkLimitException.class)
          .extracting(Throwable::getMessage)
          .asString()
          .contains("told of / by zero");
      assertThatThrownBy(() -> service.getAll("pairs", new Pairs(9)))
          .isInstanceOf(ComputationException.class)
          .hasMessageContaining("told of / by zero");
      service.update("numbers", List.of(Entry.deleted(7L)));
      assertThat(pairs.<Object, Object>poll().orElseThrow().values()).hasSize(9);
    }
  }

  @Test
  void whatTheAuthorAsksForToo_hasNoLimit() {
    try (ServiceInstance service = started(LITTLE_MEMORY)) {
      write(service, 0, 10);
      Subscription pairs = subscribe(service, "s", "pairs");
      Subscription trusted = subscribe(service, "trusted", "trusted");
      write(service, 10, 300);
      assertThat(pairs.<Object, Object>poll().orElseThrow().values()).hasSize(90_000 - 100);
      assertThat(trusted.poll()).isPresent();
    }
  }

  @Test
  void preparation_isDoneOnce_andItsRefusalIsTold() {
    try (ServiceInstance service = started(WorkBounds.defaults())) {
      Pairs.PREPARED.set(0);
      subscribe(service, "a", "pairs");
      subscribe(service, "b", "pairs");
      assertThat(Pairs.PREPARED).hasValue(1);
      assertThatThrownBy(() -> service.getAll("pairs", new Pairs(-1)))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no client -1");
    }
  }

  @Test
  void opening_constructsItsResourceOnce() {
    try (ServiceInstance service = started(WorkBounds.defaults())) {
      Counted.CONSTRUCTED.set(0);
      service.instantiateResource("a", "counted", new Client(1));
      assertThat(Counted.CONSTRUCTED).hasValue(1);
      service.instantiateResource("b", "counted", new Client(1));
      assertThat(Counted.CONSTRUCTED).as("it is open").hasValue(1);
      service.instantiateResource("c", "counted", new Client(2));
      assertThat(Counted.CONSTRUCTED).hasValue(2);
    }
  }

  @Test
  void endOfTheService_endsLimitedWorkThatGoesOn() throws Exception {
    Endless.entered = new CountDownLatch(1);
    EngineOptions options =
        EngineOptions.defaults()
            .withWorkBounds(new WorkBounds(MUCH_TIME, MUCH_MEMORY))
            .withCloseMillis(MUCH_TIME)
            .withStuckMillis(1);
    ServiceInstance service = ServiceInstance.start(new Service(), options);
    write(service, 0, 1);
    CompletableFuture<Void> opening =
        CompletableFuture.runAsync(
            () -> service.instantiateResource("x", "endless", new EndlessOne()));
    Endless.entered.await();
    while (service.health().stuck().isEmpty()) {
      Thread.onSpinWait();
    }
    service.close();
    assertThatThrownBy(() -> opening.get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(WorkLimitException.class)
        .hasMessageContaining("the service ends");
  }
}
