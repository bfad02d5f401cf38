package io.skipruntime.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.benchmarks.measure.Work;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured of the alternatives is the work of the benchmarks. */
class AlternativeTest {

  private static final int TIMES = 8;

  /** Those that take seconds to load are left to the measurements, which check the same. */
  private static final List<PeerTask> TASKS = List.of(PeerTask.SINGLE, PeerTask.SUM, PeerTask.MAX);

  static Stream<Arguments> pairs() {
    return Arrays.stream(Alternative.values())
        .flatMap(alternative -> TASKS.stream().map(task -> Arguments.of(alternative, task)));
  }

  private static long sum(Supplier<Work> program) {
    try (Work work = program.get()) {
      long sum = 0;
      for (int i = 0; i < TIMES; i++) {
        sum = 31 * sum + work.run(i);
      }
      return sum;
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void alternative_changesWhatHandWrittenJavaChanges(Alternative alternative, PeerTask task) {
    assertThat(sum(() -> alternative.work(task))).isEqualTo(sum(task.benchmark().hand()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rowThatRefersToAnother_isJoinedWithThatOneOnly(Alternative alternative) {
    try (Flow flow = alternative.flow(PeerTask.Kind.LOOKUP)) {
      flow.write(
          List.of(
              new Write(true, 1, 0, 10),
              new Write(true, 2, 0, 20),
              new Write(false, 5, 1, 100),
              new Write(false, 6, 2, 200)));
      assertThat(flow.write(List.of(new Write(false, 5, 2, 100)))).isEqualTo(5 + 120);
      assertThat(flow.write(List.of(new Write(true, 2, 0, 30)))).isEqualTo(5 + 130 + 6 + 230);
    }
  }

  static List<Alternative> kinds() {
    return List.of(Alternative.values());
  }

  @Test
  void tasks_areThoseOfTheBenchmarks() {
    assertThat(PeerTask.values())
        .extracting(task -> task.benchmark().name())
        .allMatch(name -> name.startsWith("W"))
        .doesNotHaveDuplicates();
  }
}
