package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.WiringException;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class WiringTest {

  record Numbers(EagerCollection<Long, Long> numbers) {}

  /** A service whose graph a test gives. */
  record Custom(BiFunction<Numbers, Context, Numbers> graph)
      implements SkipService<Numbers, Numbers> {
    @Override
    public InitialData initialData() {
      return InitialData.of("numbers", Entry.of(1L, 10L), Entry.of(2L, 20L));
    }

    @Override
    public Resources<Numbers> resources() {
      return Resources.<Numbers>empty().and("numbers", (shared, context) -> shared.numbers());
    }

    @Override
    public Numbers createGraph(Numbers in, Context context) {
      return graph.apply(in, context);
    }
  }

  record Within(List<Long> allowed) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (allowed.contains(values.getUnique())) {
        out.emit(key, values.getUnique());
      }
    }
  }

  /** A service with a resource that captures what it reads. */
  record Chosen() implements SkipService<Numbers, Numbers> {
    @Override
    public Resources<Numbers> resources() {
      return Resources.<Numbers>empty()
          .and("chosen", (in, context) -> in.numbers().map(new Within(in.numbers().get(2L))));
    }

    @Override
    public Numbers createGraph(Numbers in, Context context) {
      return in;
    }
  }

  private static ServiceInstance start(BiFunction<Numbers, Context, Numbers> graph) {
    return ServiceInstance.start(new Custom(graph));
  }

  private static Numbers mapped(Numbers in, Mapper<Long, Long, Long, Long> mapper) {
    return new Numbers(in.numbers().map(mapper));
  }

  private static List<Entry<Long, Long>> numbers(ServiceInstance service) {
    return service.getAll("numbers", new Resources.NoParameters());
  }

  @Test
  void mutableCapture_isRefused_withComponentAndType() {
    List<Long> mutable = new ArrayList<>(List.of(10L));
    assertThatThrownBy(() -> start((in, context) -> mapped(in, new Within(mutable))))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("Within.allowed: java.util.ArrayList is mutable");
    assertThatThrownBy(() ->
            start((in, context) ->
                mapped(in, (key, values, out) -> out.emit(key, mutable.getFirst()))))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("lambda in WiringTest.captured variable 1: java.util.ArrayList");
  }

  @Test
  void valuesThatWereRead_mayBeCaptured() {
    try (ServiceInstance service = ServiceInstance.start(new Chosen())) {
      service.update("numbers", List.of(Entry.of(1L, 10L), Entry.of(2L, 20L)));
      assertThat(service.<Long, Long>getAll("chosen", new Resources.NoParameters()))
          .containsExactly(Entry.of(2L, 20L));
    }
  }

  @Test
  void functionThatIsNeitherRecordNorLambda_isRefused() {
    final class Plain implements Mapper<Long, Long, Long, Long> {
      @Override
      public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
        out.emit(key, 1L);
      }
    }
    assertThatThrownBy(() -> start((in, context) -> mapped(in, new Plain())))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("is neither a record nor a lambda");
  }

  @Test
  void lambda_mayCaptureCollectionsAndImmutableValues_andItsReadsAreTracked() {
    try (ServiceInstance service =
        start((in, context) -> {
          EagerCollection<Long, Long> numbers = in.numbers();
          long offset = 5;
          return mapped(
              in,
              (key, values, out) ->
                  out.emit(key, offset + numbers.getUnique(key == 1 ? 2L : 1L, 0L)));
        })) {
      assertThat(numbers(service)).containsExactly(Entry.of(1L, 25L), Entry.of(2L, 15L));
      service.update("numbers", List.of(Entry.of(2L, 21L)));
      assertThat(numbers(service)).containsExactly(Entry.of(1L, 26L), Entry.of(2L, 15L));
    }
  }

  @Test
  void equalFunctionsOverTheSameInput_areOneNode() {
    try (ServiceInstance service =
        start((in, context) -> {
          mapped(in, new Within(List.of(10L)));
          for (int i = 0; i < 3; i++) {
            long captured = 7;
            in.numbers().map((key, values, out) -> out.emit(captured, captured));
          }
          return mapped(in, new Within(List.of(10L)));
        })) {
      assertThat(service.nodeCount()).isEqualTo(3);
      assertThat(numbers(service)).containsExactly(Entry.of(1L, 10L));
    }
  }

  @Test
  void resourceWithoutParameters_takesNullAndTheEmptyObject() {
    try (ServiceInstance service = start((in, context) -> in)) {
      assertThat(service.<Long, Long>getAll("numbers", Json.NULL)).hasSize(2);
      assertThat(service.<Long, Long>getAll("numbers", Json.parse("{}"))).hasSize(2);
      assertThatThrownBy(() -> service.getAll("numbers", Json.of(1)))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void createGraph_cannotRead() {
    assertThatThrownBy(() ->
            start((in, context) -> {
              in.numbers().size();
              return in;
            }))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("createGraph describes collections and cannot read them");
  }

  @Test
  void collection_cannotBeUsed_outsideOfItsFunction() {
    List<EagerCollection<Long, Long>> leaked = new ArrayList<>();
    try (ServiceInstance service =
        start((in, context) -> {
          leaked.add(in.numbers());
          return in;
        })) {
      assertThatThrownBy(() -> leaked.getFirst().get(1L))
          .isInstanceOf(SkipException.class)
          .hasMessageContaining("was used outside of the function that it was given to");
      assertThat(numbers(service)).hasSize(2);
    }
  }

  private static final AtomicLong COUNTER = new AtomicLong();

  record Impure() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, COUNTER.incrementAndGet());
    }
  }

  @Test
  void functionThatDependsOnMoreThanItsArguments_isReported_ifAskedFor() {
    start((in, context) -> mapped(in, new Impure())).close();
    assertThatThrownBy(() ->
            ServiceInstance.start(
                new Custom((in, context) -> mapped(in, new Impure())),
                EngineOptions.defaults().withVerifyDeterminism()))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("numbers.map(Impure) failed for key 1: it is not deterministic");
  }

  record Odd(EagerCollection<Long, StringBuilder> texts, String title) {}

  static final class Wrong implements SkipService<Odd, Numbers> {
    @Override
    public InitialData initialData() {
      return InitialData.of("nothing", Entry.of(1L, 1L));
    }

    @Override
    public Resources<Numbers> resources() {
      return Resources.<Numbers>empty()
          .and("same", (shared, context) -> shared.numbers())
          .and("same", (shared, context) -> shared.numbers());
    }

    @Override
    public Numbers createGraph(Odd in, Context context) {
      throw new IllegalStateException("not reached");
    }
  }

  @Test
  void allMistakes_areReportedTogether() {
    assertThatThrownBy(() -> ServiceInstance.start(new Wrong()))
        .isInstanceOfSatisfying(
            WiringException.class,
            wrong ->
                assertThat(wrong.problems())
                    .hasSize(4)
                    .anySatisfy(problem ->
                        assertThat(problem)
                            .contains("Odd.texts's values")
                            .contains("StringBuilder"))
                    .anySatisfy(
                        problem -> assertThat(problem).contains("Odd.title: java.lang.String"))
                    .contains("resource same is defined twice")
                    .anySatisfy(problem ->
                        assertThat(problem).contains("there is no input collection nothing")));
  }

  /** A service whose graph and resource capture what may change. */
  record Impurities(List<Long> mutable) implements SkipService<Numbers, Numbers> {
    @Override
    public Resources<Numbers> resources() {
      return Resources.<Numbers>empty()
          .and("numbers", (shared, context) -> shared.numbers().map(new Within(mutable)))
          .and("twice", (shared, context) -> shared.numbers())
          .and("twice", (shared, context) -> shared.numbers());
    }

    @Override
    public Numbers createGraph(Numbers in, Context context) {
      EagerCollection<Long, Long> once = in.numbers().map(new Within(mutable));
      EagerCollection<Long, Long> again =
          once.map((key, values, out) -> out.emit(key, mutable.getFirst()));
      context.<Long, Long>createLazyCollection((self, key) -> mutable);
      return new Numbers(again);
    }
  }

  @Test
  void allMistakes_ofGraphAndResources_areReportedTogether() {
    assertThatThrownBy(() -> ServiceInstance.start(new Impurities(new ArrayList<>(List.of(1L)))))
        .isInstanceOfSatisfying(
            WiringException.class,
            wrong ->
                assertThat(wrong.problems())
                    .hasSize(5)
                    .contains("resource twice is defined twice")
                    .anySatisfy(problem ->
                        assertThat(problem).startsWith("resource numbers: ").contains("Impurities"))
                    .anySatisfy(problem ->
                        assertThat(problem)
                            .startsWith("Within.allowed: java.util.ArrayList is mutable"))
                    .anySatisfy(problem ->
                        assertThat(problem)
                            .startsWith(
                                "lambda in WiringTest.Impurities.captured variable 1.mutable: ")));
  }
}
