package io.skipruntime.testkit.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScratchEvaluationTest {

  record Inputs(EagerCollection<Long, Long> ages, EagerCollection<Long, String> names) {}

  record Shared(EagerCollection<String, Long> byName, EagerCollection<String, Long> oldest) {}

  record ByName(EagerCollection<Long, String> names) implements Mapper<Long, Long, String, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> age, Emitter<String, Long> out) {
      out.emit(names.getUnique(key), age.getUnique());
    }
  }

  static final class People implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("byName", (shared, context) -> shared.byName())
          .and("oldest", (shared, context) -> shared.oldest().take(1))
          .and("unknown", (shared, context) -> shared.oldest().take(shared.byName().get("").size()))
          .and(
              "missing",
              (shared, context) -> shared.oldest().take(shared.byName().getUnique("").intValue()));
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      EagerCollection<String, Long> byName = in.ages().map(new ByName(in.names()));
      return new Shared(byName, byName.reduce(Reducers.max()));
    }
  }

  private static final Resources.NoParameters NONE = new Resources.NoParameters();

  private static ScratchEvaluation evaluation(Map<Long, List<Long>> ages) {
    Map<Long, List<String>> names = Map.of(1L, List.of("b"), 2L, List.of("a"), 3L, List.of("b"));
    return new ScratchEvaluation(
        new People(),
        Map.of("ages", ages, "names", names),
        resource -> {
          throw new SkipException("there are no external resources");
        });
  }

  @Test
  void contents_areThoseOfTheServiceOverTheGivenInputs() {
    ScratchEvaluation evaluation =
        evaluation(Map.of(3L, List.of(7L), 1L, List.of(5L), 2L, List.of(6L)));
    assertThat(evaluation.failure()).isEmpty();
    assertThat(evaluation.instantiate("byName", NONE).contents())
        .containsExactly(Map.entry("a", List.of(6L)), Map.entry("b", List.of(5L, 7L)));
    assertThat(evaluation.instantiate("oldest", NONE).contents())
        .containsExactly(Map.entry("a", List.of(6L)));
    assertThat(evaluation.instantiate("unknown", NONE).contents()).isEmpty();
  }

  @Test
  void equalCollections_areCountedOnce() {
    ScratchEvaluation evaluation = evaluation(Map.of());
    assertThat(evaluation.nodeCount()).isEqualTo(4);
    evaluation.instantiate("oldest", NONE);
    evaluation.instantiate("oldest", NONE);
    assertThat(evaluation.nodeCount()).isEqualTo(5);
  }

  @Test
  void failures_areThoseOfTheSharedGraphOrOfAResource() {
    assertThat(evaluation(Map.of(9L, List.of(1L))).failure())
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("expected one value for key 9, found none");
    ScratchEvaluation sound = evaluation(Map.of());
    assertThat(sound.instantiate("missing", NONE).failure()).isPresent();
    assertThat(sound.failure()).isEmpty();
  }
}
